import type { PictureProblem } from '../../jobs/record/failure.js';
import type { Words } from '../../i18n/en.js';
import { words as wordsOf } from '../../i18n/index.js';
import { card, text } from '../parts/card.js';
import { discordTime } from '../parts/markdown.js';
import { pictureText } from '../cards/failureText.js';
import { neutralise, optionName, quotedBlock } from '../parts/memberText.js';
import { asEphemeral, messageBody, type MessageBody } from '../../discord/messageBody.js';

type Limit = keyof Words['refusals']['limits'];

/** Why a button, a select or a form did nothing. */
export type ButtonObstacle = keyof Words['refusals']['buttons'];

/** Why something was not done, as facts. Names of options are those of `/video`; models are named as shown. */
export type Refusal =
	| { readonly type: 'draining' | 'store' | 'broken' | 'damaged' | 'unread' | 'context' | 'prompt-empty' | 'command' }
	| {
			readonly type: 'limit';
			readonly limit: Limit;
			readonly allowed: number;
			readonly remaining: number;
			/** Of `running`: how many more may wait for those in the making. */
			readonly waiting?: number;
			/** When there is room again, ms; null when not by time alone. */
			readonly comesBackAt: number | null;
	  }
	| { readonly type: 'too-fast'; readonly againAt: number }
	| {
			readonly type: 'prompt-long' | 'negative-long';
			readonly length: number;
			readonly max: number;
			readonly model: string;
	  }
	| { readonly type: 'model-unknown' | 'model-not-allowed' | 'model-paused' | 'public-url'; readonly model: string }
	| {
			readonly type: 'option-value';
			readonly option: string;
			readonly value: string;
			readonly model: string;
			readonly allowed: readonly string[];
			readonly nearest: string | null;
	  }
	| {
			readonly type: 'option-range';
			readonly option: string;
			readonly value: string;
			readonly model: string;
			readonly min: number;
			readonly max: number;
	  }
	| { readonly type: 'option-not-taken' | 'option-missing'; readonly option: string; readonly model: string }
	| {
			readonly type: 'options-together' | 'option-alone';
			readonly option: string;
			readonly other: string;
			readonly model: string;
	  }
	| { readonly type: 'picture'; readonly option: string; readonly problem: PictureProblem }
	| { readonly type: 'button'; readonly why: ButtonObstacle }
	| { readonly type: 'settings'; readonly why: keyof Words['refusals']['settings'] }
	/** Longer, larger or dearer than the guild allows; seconds, lines of the shorter side, or US dollars. */
	| { readonly type: 'guild-most'; readonly of: keyof Words['refusals']['most']; readonly most: number };

/** A private answer that says why something was not done, and what to change. */
export const refusal = (of: Refusal, locale: string): MessageBody =>
	asEphemeral(messageBody(card('bad', text(refusalText(of, locale)))));

/** What stands in place of an answer whose words a server's AutoMod blocks: none of them. */
export const blockedAnswer = (locale: string): MessageBody =>
	asEphemeral(messageBody(card('bad', text(wordsOf(locale).refusals.blockedAnswer))));

/**
 * The same for several reasons at once, with what the member wrote, so that it need not be written again. More than four
 * help nobody, and would not fit.
 */
export function refusals(several: readonly Refusal[], locale: string, prompt = ''): MessageBody {
	return asEphemeral(messageBody(card('bad', ...reasonsAndPrompt(several, locale, prompt))));
}

/** The words of such a card: the reasons, and the prompt to copy. */
export function reasonsAndPrompt(several: readonly Refusal[], locale: string, prompt: string) {
	const reasons = several.slice(0, 4).map((of) => refusalText(of, locale));
	const room = Math.max(0, mostText - reasons.reduce((sum, reason) => sum + reason.length + 1, 0));
	return [text(...reasons), text(quotedBlock(prompt, room))];
}

/** What Discord takes in one message, and some to spare. */
const mostText = 3_800;

/** A private answer that says that something was done. */
export const done = (what: keyof Words['refusals']['done'], locale: string): MessageBody =>
	asEphemeral(messageBody(card('good', text(wordsOf(locale).refusals.done[what]))));

/** The words of a refusal alone. */
export function refusalText(of: Refusal, locale: string): string {
	const words = wordsOf(locale);
	switch (of.type) {
		case 'draining':
		case 'store':
		case 'broken':
		case 'damaged':
		case 'unread':
		case 'context':
		case 'command':
			return words.refusals[of.type];
		case 'prompt-empty':
			return words.refusals.prompt.empty;
		case 'limit':
			return limitText(words.refusals, of);
		case 'too-fast':
			return words.refusals.tooFast({ when: discordTime(of.againAt, 'R') });
		case 'picture':
			return pictureText(words, of.problem, { option: of.option });
		case 'button':
			return words.refusals.buttons[of.why];
		case 'settings':
			return words.refusals.settings[of.why];
		case 'guild-most':
			return words.refusals.most[of.of]({ most: of.most });
		default:
			return modelText(words, of);
	}
}

function limitText({ limits }: Words['refusals'], of: Extract<Refusal, { type: 'limit' }>): string {
	const { limit, allowed, remaining, waiting = 0, comesBackAt } = of;
	const when = comesBackAt === null ? null : discordTime(comesBackAt, 'R');
	if (limit === 'guild' || limit === 'none') return limits[limit];
	// A limit of nothing is no matter of waiting.
	return allowed === 0 && limit !== 'bot-usd' ? limits.none : limits[limit]({ allowed, remaining, waiting, when });
}

/** Longest name and value in a sentence, and how many allowed values it lists: four refusals fit one message. */
const longestName = 60;
const longestValue = 24;
const mostValues = 20;

function modelText(words: Words, of: Extract<Refusal, { model: string }>): string {
	const { prompt, model: models, option: options } = words.refusals;
	const model = `**${neutralise(of.model, longestName)}**`;
	switch (of.type) {
		case 'prompt-long':
			return prompt.long({ length: of.length, max: of.max, model });
		case 'negative-long':
			return prompt.negativeLong({ length: of.length, max: of.max, model });
		case 'model-unknown':
			return models.unknown({ model });
		case 'model-paused':
			return models.paused({ model });
		case 'model-not-allowed':
			return models.notAllowed({ model });
		case 'public-url':
			return options.publicUrl({ model });
		default:
			return optionText(words, of, model);
	}
}

function optionText(words: Words, of: Extract<Refusal, { model: string; option: string }>, model: string): string {
	const { option: options } = words.refusals;
	const option = optionName(words, of.option);
	const shown = (value: string): string => neutralise(value, longestValue);
	switch (of.type) {
		case 'option-value': {
			const allowed = of.allowed.slice(0, mostValues).map(shown);
			const nearest = of.nearest === null ? null : shown(of.nearest);
			return options.value({ option, model, value: shown(of.value), allowed, nearest });
		}
		case 'option-range':
			return options.range({ option, model, value: shown(of.value), min: of.min, max: of.max });
		case 'option-not-taken':
			return options.notTaken({ option, model });
		case 'option-missing':
			return options.missing({ option, model });
		case 'options-together':
			return options.together({ option, model, other: optionName(words, of.other) });
		case 'option-alone':
			return options.alone({ option, model, other: optionName(words, of.other) });
	}
}
