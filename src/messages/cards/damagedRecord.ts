import { messageBody, type MessageBody } from '../../discord/messageBody.js';
import { words } from '../../i18n/index.js';
import { card, text } from '../parts/card.js';

/** In place of the progress of a job whose record cannot be read any more. */
export const damagedRecord = (locale: string): MessageBody =>
	messageBody(card('bad', text(words(locale).refusals.damagedCard)));
