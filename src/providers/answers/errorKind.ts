import { longestRead, type ErrorBody } from './errorBody.js';
import type { FamilyId } from '../contract/familyId.js';
import { namesModeration } from './moderationWords.js';

/** What an error says, whatever the HTTP status around it. `failed`: the making itself failed, for no reason of ours. */
export type ErrorKind =
	'key' | 'balance' | 'account' | 'not-allowed' | 'model' | 'moderated' | 'invalid' | 'busy' | 'server' | 'failed';

/** What was found, and in which half of the error: a code is meant for programs, words may only sound like it. */
export interface ErrorMeaning {
	readonly kind: ErrorKind;
	readonly by: 'code' | 'words';
}

/** Codes of the gateway and of the providers that speak in words; compared in lower case, without separators. */
const byCode: readonly (readonly [pattern: RegExp, kind: ErrorKind])[] = [
	[/^(?:modelnotfound|invalidmodel|modelnotexist|modelnotopen|unsupportedrelaymode|modelprice\w*)$/u, 'model'],
	[
		/^(?:insufficient(?:user)?(?:quota|balance|credits?|funds)|\w*quotafailed|billing\w*|arrear\w*|overdue\w*)$/u,
		'balance',
	],
	[
		/^(?:balancenotenough|quotanotenough|creditsnotenough|notenough(?:quota|balance|credits?)|paymentrequired)$/u,
		'balance',
	],
	[/^(?:\w*quotaexhausted|\w*statusexhausted|creditinsufficient|accountoverdue\w*)$/u, 'balance'],
	[/freetieronly$|^\w*billoverdue$|notpurchased$/u, 'balance'],
	[
		/^(?:ratelimit\w*|toomanyrequests|requestlimitexceeded|resourceexhausted|throttl\w*|\w*saturated|queuefull|overloaded\w*)$/u,
		'busy',
	],
	[
		/moderation|contentpolicy|sensitive|contentviolation|policyviolation|contentfilter|infringement|riskdetection/u,
		'moderated',
	],
	[
		/^violation$|safety|^promptblocked$|^auditsubmitillegal$|^datainspectionfailed$|^prohibitedcontent$|^blocklist$/u,
		'moderated',
	],
];

/** Codes that say too little to be believed before the words beside them; the HTTP status repeated is one. */
const byVagueCode: readonly (readonly [pattern: RegExp, kind: ErrorKind])[] = [
	[/^(?:invalidrequest|invalidparam\w*|invalidargument|missingparam\w*|badrequest|validationerror)$/u, 'invalid'],
	[/^(?:callbackurlempty|tasknotexist|400|413|422)$/u, 'invalid'],
	[
		/^(?:servererror|internal\w*|getchannelfailed|upstream\w*|serviceunavailable|badresponse\w*|dorequestfailed)$/u,
		'server',
	],
	[/^(?:500|502|503|504)$/u, 'server'],
	[/^(?:invalidapikey|invalidkey|invalidtoken|tokenexpired|unauthorized|authenticationerror|unauthenticated)$/u, 'key'],
	[/^(?:permissiondenied|forbidden|\w*accessdenied|notallowed|accountdisabled)$/u, 'not-allowed'],
	[/^401$/u, 'key'],
	[/^402$/u, 'balance'],
	[/^403$/u, 'not-allowed'],
	[/^404$/u, 'model'],
	[/^429$/u, 'busy'],
];

/** Numbers that mean something in one family only. */
const byFamily: readonly (readonly [FamilyId, ReadonlyMap<string, ErrorKind>])[] = [
	[
		'kling',
		numbers({
			key: [1000, 1001, 1002, 1003, 1004],
			'not-allowed': [1100, 1103, 1304],
			balance: [1101, 1102],
			invalid: [1200, 1201, 1202],
			model: [1203],
			moderated: [1301],
			busy: [1302, 1303],
			server: [5000, 5001, 5002],
		}),
	],
	[
		'minimax',
		numbers({ busy: [1002, 1039], key: [1004, 2049], balance: [1008], moderated: [1026, 1027], invalid: [2013] }),
	],
	['midjourney', numbers({ server: [3], invalid: [4], busy: [23], moderated: [24] })],
];

function numbers(kinds: Partial<Record<ErrorKind, readonly number[]>>): ReadonlyMap<string, ErrorKind> {
	const entries = Object.entries(kinds) as [ErrorKind, readonly number[]][];
	return new Map(entries.flatMap(([kind, codes]) => codes.map((code) => [String(code), kind] as const)));
}

const namesBalance =
	/\binsufficient (?:user |account )?(?:quota|balance|credits?|funds)|\b(?:not|t) have enough (?:quota|balance|credits?|funds)|\bnot enough (?:quota|balance|credits?|funds)|\b(?:quota|balance|credits?)\b.{0,40}\b(?:exhausted|not enough|insufficient|used up|run out|depleted|too low)\b|\bout of (?:quota|credits?)\b|\bin arrears\b|\barrearage\b|\boverdue (?:payment|balance|bill)|\bpayment required\b|\bexceeded your (?:current )?quota\b|\bspend(?:ing)? limit\b|\bbilling (?:hard |soft )?limit\b|\bused (?:all|up) .{0,20}\bcredits\b|\bpack(?:age)?\b.{0,30}\b(?:exhausted|depleted|used up)\b|\b(?:please|must|need to) (?:top up|recharge)\b|\brequires? more credits\b|\bnot enough tokens\b|\bfree tier\b.{0,40}\b(?:exhausted|used up)\b|\bbill is overdue\b|额度已用尽|额度不足|余额不足|积分不足|充值|预扣费|扣费失败|欠费|token status exhausted/u;
const namesAccount =
	/\bzero data retention\b|\boutput upload url\b|\b(?:account|organi[sz]ation|team|project|tenant|workspace)s? (?:has|have|is|are|was|must|needs? to) .{0,20}\b(?:suspended|disabled|deactivated|banned|blocked|restricted|locked|not active|inactive|verified|activated|flagged|allowed|enabled|eligible)\b|\bnot activated the model\b|\b(?:paid|higher) plan\b|\bupgrade (?:your|the) plan\b|\bapply for access\b|\bmodel (?:service )?(?:is |was |has )?(?:been )?not (?:been )?(?:activated|opened|enabled)\b|\bip (?:address )?.{0,20}\bnot (?:in|on) .{0,20}\b(?:allow|white) ?list|\b(?:region|location|country|territory)\b.{0,30}\bnot (?:supported|available|allowed)\b/u;
const namesModel =
	/\bmodel not found\b|\binvalid model\b|\bunsupported relay mode\b|\bmodel\b.{0,60}\b(?:not found|does not exist|not exist|not available|not supported on)\b|\bunknown model\b|\bmodel\b.{0,40}\b(?:deprecated|retired|discontinued|offline)\b|\bno available channel\b|\binvalid url \(|无可用渠道|无可用的渠道|模型不存在/u;
const namesKey =
	/\b(?:invalid|incorrect|wrong|expired|missing) (?:api ?)?(?:key|token)\b|\bapi key (?:is )?(?:invalid|not valid|expired)|\binvalid authentication\b|\b(?:invalid|wrong|missing|expired) credentials?\b|\bauthentication failed\b|\bmissing bearer\b|\bsignature (?:is |has )?(?:expired|invalid)\b|无效的令牌|令牌已过期|鉴权失败/u;
const namesBusy =
	/\brate limit|\btoo many (?:requests|concurrent|active|pending|running|tasks|jobs|generations)|\bquota exceeded\b.{0,80}\bper\b|\bparallel tasks? over\b|\bconcurren\w{0,6} .{0,20}\b(?:limit|reached|exceeded)|\bqueue (?:is )?full\b|负载已饱和|请求过于频繁|频率过高|并发.{0,10}(?:超|上限)/u;
const namesServer =
	/\binternal\b|\bserver\b|\bupstream\b|\btimed? ?out\b|\boverload|\bcapacity\b|\bunavailable\b|\btry again\b|\bbusy\b|\bservice\b|\bbad gateway\b|\bdeadline exceeded\b|\bconnection (?:reset|refused|closed)\b|\bhigh demand\b|超时|繁忙|内部错误/u;
const namesFailure =
	/\bgeneration (?:has |was |is )?(?:failed|terminated|aborted)|\bfailed to generate\b|\b(?:task|job) (?:has |was )?(?:failed|aborted|terminated)\b|\bunexpected error\b|生成失败/u;
const namesBadInput =
	/\binvalid|\bunsupported\b|\bnot support|\bout of range\b|\bmust (?:be|have|not|match|contain)\b|\bshould (?:be|have|match)\b|\bnot allowed\b|\bat (?:least|most)\b|\b(?:less|greater|more) than\b|\bexceed|\btoo (?:long|short|large|small|big)\b|\bcorrupt|\bdecod|\brequired\b|\bmissing\b|\bnot (?:in|within)\b|\bonly (?:available|supported|allowed)\b|\bis empty\b|\b(?:could not|cannot|failed to|unable to) (?:fetch|download|load|read|open|process)\b|参数|不符合/u;

/** What words say, the surest first: an account's affairs before moderation, which speaks of many things. */
const byWords: readonly (readonly [names: (text: string) => boolean, kind: ErrorKind])[] = [
	[(text) => namesBalance.test(text), 'balance'],
	[(text) => namesAccount.test(text), 'account'],
	[namesModeration, 'moderated'],
	[(text) => namesModel.test(text), 'model'],
	[(text) => namesKey.test(text), 'key'],
	[(text) => namesBusy.test(text), 'busy'],
];

/** Words that count only where nothing surer was said, by code or in words. */
const byVagueWords: readonly (readonly [names: RegExp, kind: ErrorKind])[] = [
	[namesServer, 'server'],
	[namesFailure, 'failed'],
	[namesBadInput, 'invalid'],
];

/**
 * What an error says: the one reading for creates, failed tasks and refused polls, so that the same words mean the same
 * wherever they are met. `undefined` when it says nothing known.
 * @param family `Provider.id`; numeric codes mean something within one family only
 */
export function errorMeaning(error: ErrorBody, family: string): ErrorMeaning | undefined {
	const codes = error.codes.map((code) =>
		code
			.slice(0, 200)
			.toLowerCase()
			.replaceAll(/[^a-z0-9]/gu, ''),
	);
	const numbersOf = byFamily.find(([id]) => id === family)?.[1];
	const exact = codes.map((code) => numbersOf?.get(code)).find((kind) => kind !== undefined);
	const sure = exact === 'invalid' || exact === 'server' ? undefined : (exact ?? first(codes, byCode));
	if (sure !== undefined) return { kind: sure, by: 'code' };

	const text = textOf(error);
	const told = byWords.find(([names]) => names(text))?.[1];
	if (told !== undefined) return { kind: told, by: 'words' };
	const vague = exact ?? first(codes, byVagueCode);
	if (vague !== undefined) return { kind: vague, by: 'code' };
	const guessed = byVagueWords.find(([names]) => names.test(text))?.[1];
	return guessed === undefined ? undefined : { kind: guessed, by: 'words' };
}

function first(codes: readonly string[], table: readonly (readonly [RegExp, ErrorKind])[]): ErrorKind | undefined {
	for (const code of codes) {
		const kind = table.find(([pattern]) => pattern.test(code))?.[1];
		if (kind !== undefined) return kind;
	}
	return undefined;
}

/** An error's codes and words in one spelling, for the patterns of this folder. */
export const textOf = ({ codes, message }: ErrorBody): string => normalText([...codes, message].join(': '));

/**
 * A text in one spelling: cut, lower case, camel case and separators taken apart, so that `promptImage`, `prompt_image` and
 * `prompt-image` are the same words.
 */
export function normalText(text: string): string {
	return text
		.slice(0, longestRead)
		.replaceAll(/([a-z])(?=[A-Z])/gu, '$1 ')
		.toLowerCase()
		.replaceAll(/[_.\/\s’'-]+/gu, ' ')
		.trim();
}

/** Words that name quota or balance at all; beside a 403 that is enough. */
export const speaksOfBalance = (text: string): boolean => /\bquota\b|\bbalance\b|\bcredits\b|额度|余额/u.test(text);
