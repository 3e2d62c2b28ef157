import type { ErrorBody } from './errorBody.js';
import type { FailureCode } from '../../jobs/record/failure.js';
import type { FamilyId } from '../contract/familyId.js';

/** What an error's own code says, whatever the HTTP status around it. */
export type ErrorKind = 'key' | 'balance' | 'not-allowed' | 'model' | 'moderated' | 'invalid' | 'busy' | 'server';

/** Codes of the gateway and of the providers that speak in words; compared in lower case, without separators. */
const byWord: readonly (readonly [pattern: RegExp, kind: ErrorKind])[] = [
	[/^(?:modelnotfound|invalidmodel|modelnotexist|unsupportedrelaymode|modelprice.*)$/u, 'model'],
	[
		/^(?:insufficient(?:user)?(?:quota|balance|credits?|funds)|.*quotafailed|billing.*|arrears.*|balancenotenough)$/u,
		'balance',
	],
	[/^(?:invalidapikey|invalidkey|invalidtoken|tokenexpired|unauthorized|authenticationerror|unauthenticated)$/u, 'key'],
	[/^(?:ratelimit.*|toomanyrequests|requestlimitexceeded|throttl.*|.*saturated|queuefull|overloaded.*)$/u, 'busy'],
	[
		/^(?:.*moderation.*|.*contentpolicy.*|.*sensitive.*|.*(?:content|policy)violation|violation|contentfilter.*|.*safety.*|promptblocked)$/u,
		'moderated',
	],
	[/^(?:permissiondenied|forbidden|accessdenied|notallowed|accountdisabled)$/u, 'not-allowed'],
	[
		/^(?:invalidrequest|invalidparam.*|invalidargument|missingparam.*|badrequest|validationerror|callbackurlempty|tasknotexist)$/u,
		'invalid',
	],
	[
		/^(?:servererror|internal.*|getchannelfailed|upstream.*|serviceunavailable|badresponse.*|dorequestfailed)$/u,
		'server',
	],
];

/** An HTTP status repeated as a code. */
const byStatus: Readonly<Record<string, ErrorKind>> = {
	400: 'invalid',
	401: 'key',
	402: 'balance',
	403: 'not-allowed',
	404: 'model',
	413: 'invalid',
	422: 'invalid',
	429: 'busy',
	500: 'server',
	503: 'server',
};

/** Numbers that mean something in one family only. */
const byFamily: Readonly<Partial<Record<FamilyId, Readonly<Record<string, ErrorKind>>>>> = {
	kling: {
		1000: 'key',
		1001: 'key',
		1002: 'key',
		1003: 'key',
		1004: 'key',
		1100: 'not-allowed',
		1101: 'balance',
		1102: 'balance',
		1103: 'not-allowed',
		1200: 'invalid',
		1201: 'invalid',
		1202: 'invalid',
		1203: 'model',
		1300: 'invalid',
		1301: 'moderated',
		1302: 'busy',
		1303: 'busy',
		1304: 'not-allowed',
		5000: 'server',
		5001: 'server',
	},
	minimax: {
		1002: 'busy',
		1004: 'key',
		1008: 'balance',
		1026: 'moderated',
		1027: 'moderated',
		1039: 'busy',
		2013: 'invalid',
		2049: 'key',
	},
	midjourney: { 3: 'server', 4: 'invalid', 23: 'busy', 24: 'moderated' },
};

/** What the error's codes say; `undefined` when none of them is known. `family` is `Provider.id`. */
export function errorKind(fault: ErrorBody, family: string): ErrorKind | undefined {
	const numbers = new Map(Object.entries(byFamily)).get(family) ?? {};
	for (const code of fault.codes) {
		const word = code.toLowerCase().replaceAll(/[^a-z0-9]/gu, '');
		const kind = numbers[word] ?? byStatus[word] ?? byWord.find(([pattern]) => pattern.test(word))?.[1];
		if (kind !== undefined) return kind;
	}
	return undefined;
}

/** An error that says in words that the account has nothing left to spend. */
export function namesBalance(text: string): boolean {
	return /insufficient[\s_-]*(?:user[\s_-]*)?(?:quota|balance|credits?|funds)|(?:quota|balance|credits?)\b.{0,40}\b(?:exhausted|exceeded|not enough|insufficient|used up|run out|depleted|too low)|not enough (?:quota|balance|credits?|funds)|out of (?:quota|credits?)|arrears|payment required|额度|余额|欠费|\bquota\b|\bbalance\b/iu.test(
		text,
	);
}

/** An error that says in words that the model, or the model on this route, is not there. */
export function namesModel(text: string): boolean {
	return /model_not_found|invalid model|unsupported relay mode|model\b.{0,60}\b(?:not found|does not exist|not exist|not available|not supported on)|unknown model|no available channel|invalid url \(/iu.test(
		text,
	);
}

const rules = '(?:polic(?:y|ies)|guidelines?|terms|rules|community|content|copyright)';
/** "Violates" alone is also said of lengths and sizes, "sensitive" of upper case: both need their company. */
const refusals: readonly RegExp[] = [
	new RegExp(`violat\\w*.{0,60}\\b${rules}|\\b${rules}\\b.{0,60}violat|^violation$|status: violation`, 'iu'),
	/moderat|content[\s_-]?(?:policy|filter|security|safety)|\bsafety\b|(?<!case[\s-])\bsensitive|prohibited|inappropriate/iu,
	/\bnsfw\b|risk[\s_-]?control|responsible ai|banned (?:word|prompt)|blocked by|flagged|审核|敏感|违规/iu,
];
const aboutPicture =
	/\b(?:input|uploaded|reference|prompt|first|last)[\s_-]?(?:image|frame)|\bimages?\b|picture|photo|\bfaces?\b|图片|图像/iu;
const aboutPrompt = /\bprompts?\b|\binput[\s_-]?text\b|\btext\b|banned word|提示词|文本/iu;

/** Which moderation failure an error's text tells of; `undefined` when it is about something else. */
export function moderationCode(
	text: string,
): Extract<FailureCode, 'moderated' | 'moderated-prompt' | 'moderated-picture'> | undefined {
	if (!refusals.some((refusal) => refusal.test(text))) return undefined;
	const picture = aboutPicture.test(text);
	const prompt = aboutPrompt.test(text);
	if (picture === prompt) return 'moderated';
	return picture ? 'moderated-picture' : 'moderated-prompt';
}
