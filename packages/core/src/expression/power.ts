/**
 * `base` to the power of `exponent` as Go's `math.Pow` computes it: by repeated squaring for the
 * whole part, where JavaScript's own may differ in the last digits; and 1 to any power is 1. For the
 * rest of a broken exponent the last digit may still differ.
 */
export function power(base: number, exponent: number): number {
  if (exponent === 0 || base === 1) return 1;
  if (base === -1 && Math.abs(exponent) === Infinity) return 1;
  const size = Math.abs(exponent);
  const isBroken = !Number.isInteger(size);
  const isPlain = base !== 0 && Number.isFinite(base) && size < 2 ** 53;
  if (!isPlain || (isBroken && base < 0)) return base ** exponent;
  if (size === 0.5) return exponent > 0 ? Math.sqrt(base) : 1 / Math.sqrt(base);

  const whole = Math.ceil(size - 0.5);
  const rest = size - whole;
  const start = rest === 0 ? 1 : Math.exp(rest * Math.log(base));
  const { fraction, scale } = squared(start, base, whole);
  return exponent < 0 ? scaled(1 / fraction, -scale) : scaled(fraction, scale);
}

/**
 * `start` times the base to the power of `exponent`, as fraction * 2^scale: kept apart, the squares
 * do not overflow.
 */
function squared(start: number, base: number, exponent: number) {
  let fraction = start;
  let scale = 0;
  let [square, squareScale] = split(base);
  for (let bits = exponent; bits !== 0; bits = Math.floor(bits / 2)) {
    if (Math.abs(squareScale) > 4096) return { fraction, scale: scale + squareScale };
    if (bits % 2 === 1) {
      fraction *= square;
      scale += squareScale;
    }
    square *= square;
    squareScale *= 2;
    if (square < 0.5) {
      square += square;
      squareScale -= 1;
    }
  }
  return { fraction, scale };
}

/** The number as a fraction from a half to one, and the power of two to multiply it with. */
function split(number: number): [fraction: number, scale: number] {
  let scale = Math.floor(Math.log2(Math.abs(number))) + 1;
  if (Math.abs(scaled(number, -scale)) >= 1) scale += 1;
  if (Math.abs(scaled(number, -scale)) < 0.5) scale -= 1;
  return [scaled(number, -scale), scale];
}

/** `number` times two to the power of `scale`, in steps that stay in range. */
function scaled(number: number, scale: number): number {
  const limit = 1000;
  let result = number;
  let left = Math.max(Math.min(scale, 5000), -5000);
  for (; Math.abs(left) > limit; left -= Math.sign(left) * limit) {
    result *= 2 ** (Math.sign(left) * limit);
  }
  return result * 2 ** left;
}
