import type { FailureCode } from '../../jobs/record/failure.js';

/** What moderation says, in the spelling of `normalText`. Nothing here may be read twice: no pattern has two open ends. */
const refusals: readonly RegExp[] = [
	// "Violates" alone is also said of lengths and sizes, and "sensitive" of upper case: both need their company.
	/\bviolat\w{0,8}\b.{0,60}\b(?:polic|guideline|terms\b|rules\b|community|content|copyright|safety|standards)/u,
	/\b(?:polic(?:y|ies)|guidelines?|terms|rules|community|content|copyright) .{0,60}\bviolat/u,
	/^violation$|status: violation|\bmoderat(?:ion|ed|or)\b|\b(?:content|usage) (?:policy|policies|filter|security|safety)/u,
	/\bsafety (?:system|filter|check|policy|policies|guideline|setting|reason|input|output|text|image)|\b(?:for|by|our) safety\b/u,
	/(?<!\bcase )\bsensitive|\bprohibited (?:content|use|word|term|material)|\binappropriate\b|\bunsafe\b|\bnsfw\b/u,
	/\brisk control\b|\bresponsible ai\b|\bbanned (?:word|prompt)|\brai (?:media )?filter|\bguardrails?\b|\busage guidelines?\b/u,
	/\bblocked by (?:our |the |its |a )?(?:content|safety|moderation|policy|policies|filter|system|provider|google|openai)/u,
	/(?<!account (?:has been |was |is )?)\bflagged\b|\bgreen net\b|\baudit ?submit ?illegal|\bdata inspection failed\b/u,
	/\bsexual|\bpornograph|\bgraphic violence\b|\bhate speech\b|\bexplicit (?:content|material|imagery)|\bself harm\b/u,
	/\breal (?:person|people|human)|\b(?:public figure|celebrit|likeness|minors\b|trademark|copyright)|\bprivacy information\b/u,
	/\bip ?infring|\binfring\w{0,10}\b|\bintellectual property\b|\bthird party (?:likeness|content|ip\b)/u,
	/\bcould not generate .{0,30}\bbased on the prompt\b|\btry rephras|\brephrase (?:the|your) prompt|\bfiltered out\b/u,
	/\bgoes? against .{0,40}\b(?:rules|polic|guideline|standards)|\b(?:disallowed|illegal|objectionable|offensive|harmful) (?:content|material|words?|terms?|text)\b/u,
	/\bcontent\b.{0,30}\bis illegal\b|\bblock ?list\b|\bnudity\b|\bnude\b|\bgore\b|\bnot pass(?:ed)? .{0,20}\breview\b|\brisk detection\b/u,
	/不合规|违法|安全检测|安全策略|审核|敏感|违规|违禁|风控|内容安全|侵权|版权|肖像|真人|色情/u,
];
const aboutOutput =
	/\b(?:output|generated|resulting) (?:video|image|audio|content)|\b(?:video|videos|result) (?:was|were) filtered/u;
const aboutPicture =
	/\b(?:input|uploaded|reference|prompt|first|last|source) ?(?:image|frame|photo)|\bimages?\b|\bpictures?\b|\bphotos?\b|\bfaces?\b|图片|图像|真人|肖像/u;
const aboutPrompt = /\bprompts?\b|\binput text\b|\btext\b|\bbanned word|提示词|文本/u;

type ModerationCode = Extract<FailureCode, 'moderated' | 'moderated-prompt' | 'moderated-picture'>;

/** Whether an error tells of moderation. @param text as `normalText` gives it */
export const namesModeration = (text: string): boolean => refusals.some((refusal) => refusal.test(text));

/** What moderation was about, as far as its text tells. @param text as `normalText` gives it */
export function moderationCode(text: string): ModerationCode {
	if (aboutOutput.test(text)) return 'moderated';
	const picture = aboutPicture.test(text);
	const prompt = aboutPrompt.test(text);
	if (picture === prompt) return 'moderated';
	return picture ? 'moderated-picture' : 'moderated-prompt';
}
