import type { FailureCode } from '../../jobs/record/failure.js';

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
