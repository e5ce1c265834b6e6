export const SECONDS_PER_DAY = 86_400;
export const MS_PER_DAY = 1000 * SECONDS_PER_DAY;

/** A date of the proleptic Gregorian calendar. */
export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 0 is Sunday. */
  readonly weekday: number;
}

/**
 * The date of a day, counted from 1970-01-01 as day 0. Plain arithmetic, because the search for the next
 * change asks for thousands of days and a `Date` each would take most of its time.
 * @see https://howardhinnant.github.io/date_algorithms.html#civil_from_days
 */
export function dateOfDay(dayNumber: number): CalendarDate {
  const shifted = dayNumber + 719_468; // days since 0000-03-01, so that a leap day ends its year
  const era = Math.floor(shifted / 146_097); // 400 years
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  return {
    year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0),
    month,
    day: dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1,
    weekday: (((dayNumber + 4) % 7) + 7) % 7,
  };
}

/** The number of the first day of a month, from 1970-01-01 as day 0; `month` may pass 12. */
export function dayOfMonthStart(year: number, month: number): number {
  return Date.UTC(year, month - 1, 1) / (SECONDS_PER_DAY * 1000);
}
