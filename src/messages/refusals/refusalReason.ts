import { PictureProblem } from '../../jobs/record/failure.js';
import { words } from '../../i18n/index.js';
import type { Refusal } from './refusal.js';

/** Why something was refused, as one word for logs and counts: none of the member's own. */
export function refusalReason(of: Refusal): string {
	if ('limit' in of) return `limit-${of.limit}`;
	if ('why' in of) return `${of.type}-${of.why}`;
	if ('of' in of) return `${of.type}-${of.of}`;
	if ('problem' in of) return `${of.type}-${of.problem}`;
	return of.type;
}

const { limits, buttons, settings, most } = words('en').refusals;

/** Every reason that is known beforehand. */
export const refusalReasons: readonly string[] = [
	...['draining', 'store', 'broken', 'damaged', 'context', 'prompt-empty', 'command', 'too-fast'],
	...['prompt-long', 'negative-long', 'model-unknown', 'model-not-allowed', 'public-url', 'option-value'],
	...['option-range', 'option-not-taken', 'option-missing', 'options-together', 'option-alone'],
	...Object.keys(limits).map((limit) => `limit-${limit}`),
	...Object.keys(buttons).map((why) => `button-${why}`),
	...Object.keys(settings).map((why) => `settings-${why}`),
	...Object.keys(most).map((of) => `guild-most-${of}`),
	...PictureProblem.options.map((problem) => `picture-${problem}`),
];
