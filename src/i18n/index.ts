import { en, type Words } from './en.js';
import { formats, type Formats, type LanguageTag } from './formats.js';
import { ko } from './ko.js';

/** Every language with its catalogue. */
export const languages: Readonly<Record<LanguageTag, Words>> = { en, ko };

/** Which language answers a member whose Discord speaks `locale`: Korean in Korean, everybody else in English. */
const languageTag = (locale: string): LanguageTag => (locale.toLowerCase().split('-')[0] === 'ko' ? 'ko' : 'en');

/** The catalogue for a Discord locale. */
export const words = (locale: string): Words => languages[languageTag(locale)];

const made: Readonly<Record<LanguageTag, Formats>> = { en: formats('en'), ko: formats('ko') };

/** How numbers, times and money are written for a Discord locale. */
export const formatsOf = (locale: string): Formats => made[languageTag(locale)];
