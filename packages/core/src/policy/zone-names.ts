/**
 * The time zone names that Go knows and so Argo CD accepts, in two tables: an area, then its names; names
 * without an area stand behind a lone `/`. They are written out because `Intl` answers another question:
 * it takes names in any case, offsets (`+02:00`) and short names (`IST`, `PST`) that Go refuses.
 * The tables hold tz database 2025c, as Go 1.26 ships it.
 * @see https://github.com/golang/go/tree/master/lib/time
 */
const CURRENT_ZONES = `
/ GMT GMT+0 GMT-0 GMT0 Greenwich UCT UTC Universal Zulu
Africa/ Abidjan Accra Addis_Ababa Algiers Asmara Bamako Bangui Banjul Bissau Blantyre Brazzaville
Africa/ Bujumbura Cairo Casablanca Ceuta Conakry Dakar Dar_es_Salaam Djibouti Douala El_Aaiun
Africa/ Freetown Gaborone Harare Johannesburg Juba Kampala Khartoum Kigali Kinshasa Lagos
Africa/ Libreville Lome Luanda Lubumbashi Lusaka Malabo Maputo Maseru Mbabane Mogadishu Monrovia
Africa/ Nairobi Ndjamena Niamey Nouakchott Ouagadougou Porto-Novo Sao_Tome Tripoli Tunis Windhoek
America/ Adak Anchorage Anguilla Antigua Araguaina Argentina/Buenos_Aires Argentina/Catamarca
America/ Argentina/Cordoba Argentina/Jujuy Argentina/La_Rioja Argentina/Mendoza
America/ Argentina/Rio_Gallegos Argentina/Salta Argentina/San_Juan Argentina/San_Luis
America/ Argentina/Tucuman Argentina/Ushuaia Aruba Asuncion Atikokan Bahia Bahia_Banderas Barbados
America/ Belem Belize Blanc-Sablon Boa_Vista Bogota Boise Cambridge_Bay Campo_Grande Cancun
America/ Caracas Cayenne Cayman Chicago Chihuahua Ciudad_Juarez Costa_Rica Coyhaique Creston
America/ Cuiaba Curacao Danmarkshavn Dawson Dawson_Creek Denver Detroit Dominica Edmonton Eirunepe
America/ El_Salvador Fort_Nelson Fortaleza Glace_Bay Goose_Bay Grand_Turk Grenada Guadeloupe
America/ Guatemala Guayaquil Guyana Halifax Havana Hermosillo Indiana/Indianapolis Indiana/Knox
America/ Indiana/Marengo Indiana/Petersburg Indiana/Tell_City Indiana/Vevay Indiana/Vincennes
America/ Indiana/Winamac Inuvik Iqaluit Jamaica Juneau Kentucky/Louisville Kentucky/Monticello
America/ Kralendijk La_Paz Lima Los_Angeles Lower_Princes Maceio Managua Manaus Marigot Martinique
America/ Matamoros Mazatlan Menominee Merida Metlakatla Mexico_City Miquelon Moncton Monterrey
America/ Montevideo Montserrat Nassau New_York Nome Noronha North_Dakota/Beulah
America/ North_Dakota/Center North_Dakota/New_Salem Nuuk Ojinaga Panama Paramaribo Phoenix
America/ Port-au-Prince Port_of_Spain Porto_Velho Puerto_Rico Punta_Arenas Rankin_Inlet Recife
America/ Regina Resolute Rio_Branco Santarem Santiago Santo_Domingo Sao_Paulo Scoresbysund Sitka
America/ St_Barthelemy St_Johns St_Kitts St_Lucia St_Thomas St_Vincent Swift_Current Tegucigalpa
America/ Thule Tijuana Toronto Tortola Vancouver Whitehorse Winnipeg Yakutat
Antarctica/ Casey Davis DumontDUrville Macquarie Mawson McMurdo Palmer Rothera Syowa Troll Vostok
Arctic/ Longyearbyen
Asia/ Aden Almaty Amman Anadyr Aqtau Aqtobe Ashgabat Atyrau Baghdad Bahrain Baku Bangkok Barnaul
Asia/ Beirut Bishkek Brunei Chita Colombo Damascus Dhaka Dili Dubai Dushanbe Famagusta Gaza Hebron
Asia/ Ho_Chi_Minh Hong_Kong Hovd Irkutsk Jakarta Jayapura Jerusalem Kabul Kamchatka Karachi
Asia/ Kathmandu Khandyga Kolkata Krasnoyarsk Kuala_Lumpur Kuching Kuwait Macau Magadan Makassar
Asia/ Manila Muscat Nicosia Novokuznetsk Novosibirsk Omsk Oral Phnom_Penh Pontianak Pyongyang
Asia/ Qatar Qostanay Qyzylorda Riyadh Sakhalin Samarkand Seoul Shanghai Singapore Srednekolymsk
Asia/ Taipei Tashkent Tbilisi Tehran Thimphu Tokyo Tomsk Ulaanbaatar Urumqi Ust-Nera Vientiane
Asia/ Vladivostok Yakutsk Yangon Yekaterinburg Yerevan
Atlantic/ Azores Bermuda Canary Cape_Verde Faroe Madeira Reykjavik South_Georgia St_Helena Stanley
Australia/ Adelaide Brisbane Broken_Hill Darwin Eucla Hobart Lindeman Lord_Howe Melbourne Perth
Australia/ Sydney
Etc/ GMT GMT+0 GMT+1 GMT+10 GMT+11 GMT+12 GMT+2 GMT+3 GMT+4 GMT+5 GMT+6 GMT+7 GMT+8 GMT+9 GMT-0
Etc/ GMT-1 GMT-10 GMT-11 GMT-12 GMT-13 GMT-14 GMT-2 GMT-3 GMT-4 GMT-5 GMT-6 GMT-7 GMT-8 GMT-9 GMT0
Etc/ Greenwich UCT UTC Universal Zulu
Europe/ Amsterdam Andorra Astrakhan Athens Belgrade Berlin Bratislava Brussels Bucharest Budapest
Europe/ Busingen Chisinau Copenhagen Dublin Gibraltar Guernsey Helsinki Isle_of_Man Istanbul
Europe/ Jersey Kaliningrad Kirov Kyiv Lisbon Ljubljana London Luxembourg Madrid Malta Mariehamn
Europe/ Minsk Monaco Moscow Oslo Paris Podgorica Prague Riga Rome Samara San_Marino Sarajevo
Europe/ Saratov Simferopol Skopje Sofia Stockholm Tallinn Tirane Ulyanovsk Vaduz Vatican Vienna
Europe/ Vilnius Volgograd Warsaw Zagreb Zurich
Indian/ Antananarivo Chagos Christmas Cocos Comoro Kerguelen Mahe Maldives Mauritius Mayotte
Indian/ Reunion
Pacific/ Apia Auckland Bougainville Chatham Chuuk Easter Efate Fakaofo Fiji Funafuti Galapagos
Pacific/ Gambier Guadalcanal Guam Honolulu Kanton Kiritimati Kosrae Kwajalein Majuro Marquesas
Pacific/ Midway Nauru Niue Norfolk Noumea Pago_Pago Palau Pitcairn Pohnpei Port_Moresby Rarotonga
Pacific/ Saipan Tahiti Tarawa Tongatapu Wake Wallis
`;

const LEGACY_ZONES = `
/ CET CST6CDT Cuba EET EST EST5EDT Egypt Eire GB GB-Eire HST Hongkong Iceland Iran Israel Jamaica
/ Japan Kwajalein Libya MET MST MST7MDT NZ NZ-CHAT Navajo PRC PST8PDT Poland Portugal ROC ROK
/ Singapore Turkey W-SU WET
Africa/ Asmera Timbuktu
America/ Argentina/ComodRivadavia Atka Buenos_Aires Catamarca Coral_Harbour Cordoba Ensenada
America/ Fort_Wayne Godthab Indianapolis Jujuy Knox_IN Louisville Mendoza Montreal Nipigon
America/ Pangnirtung Porto_Acre Rainy_River Rosario Santa_Isabel Shiprock Thunder_Bay Virgin
America/ Yellowknife
Antarctica/ South_Pole
Asia/ Ashkhabad Calcutta Choibalsan Chongqing Chungking Dacca Harbin Istanbul Kashgar Katmandu
Asia/ Macao Rangoon Saigon Tel_Aviv Thimbu Ujung_Pandang Ulan_Bator
Atlantic/ Faeroe Jan_Mayen
Australia/ ACT Canberra Currie LHI NSW North Queensland South Tasmania Victoria West Yancowinna
Brazil/ Acre DeNoronha East West
Canada/ Atlantic Central Eastern Mountain Newfoundland Pacific Saskatchewan Yukon
Chile/ Continental EasterIsland
Europe/ Belfast Kiev Nicosia Tiraspol Uzhgorod Zaporozhye
Mexico/ BajaNorte BajaSur General
Pacific/ Enderbury Johnston Ponape Samoa Truk Yap
US/ Alaska Aleutian Arizona Central East-Indiana Eastern Hawaii Indiana-Starke Michigan Mountain
US/ Pacific Samoa
`;

/** Every zone name Go knows, spelled as Go wants it: case counts. */
export function zoneNames(): Set<string> {
  return new Set([...names(CURRENT_ZONES), ...names(LEGACY_ZONES)]);
}

/**
 * The names that are old aliases. Debian 13 and Ubuntu 24.04 moved them to the package `tzdata-legacy`,
 * which Argo CD's image does not install: there they are unknown, and a window falls back to UTC.
 */
export function legacyZoneNames(): Set<string> {
  return new Set(names(LEGACY_ZONES));
}

function names(table: string): string[] {
  return table
    .trim()
    .split("\n")
    .flatMap((line) => {
      const [area = "", ...places] = line.split(" ");
      return places.map((place) => (area === "/" ? place : area + place));
    });
}
