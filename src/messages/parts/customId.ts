/** What the buttons, selects and modals of our messages can ask for. */
export const actions = [
	'cancel',
	'again',
	'askagain',
	'edit',
	'continue',
	'model',
	'compare',
	'remix',
	'upscale',
	'join',
	'download',
	'details',
	'preset',
	'delete',
	'fetch',
	'share',
	'own',
	'confirm',
	'decline',
	'retry',
	'amend',
	'improved',
	'animate',
	'cut',
	'history',
	'filter',
	'models',
	'use',
	'forget',
	'settle',
	'panel',
	'requests',
	'halt',
	'retell',
] as const;

export type Action = (typeof actions)[number];

export interface CustomId {
	readonly action: Action;
	/**
	 * The job, or the draft that may become one; on pages (`history`, `filter`, `models`, `forget`) which page; of a
	 * model that was chosen (`use`) its token; in questions to admins (`settle`) which change.
	 */
	readonly jobId: string;
	/** Who may press it. */
	readonly ownerId: string;
	/** What pressing it agrees to pay, in millionths of a US dollar, where it agrees to something. */
	readonly price?: number | undefined;
}

const version = 'v1';
const pattern = /^v1:([a-z]{1,20}):([\w-]{1,40}):(\d{1,20})(?::p(\d{1,13}))?$/u;

/** The custom id of a component: everything a later process needs to act on a press, in at most 100 characters. */
export const formatCustomId = ({ action, jobId, ownerId, price }: CustomId): string =>
	`${version}:${action}:${jobId}:${ownerId}${price === undefined ? '' : `:p${price}`}`;

/** Reads a custom id back; another version's, another program's and nonsense are `undefined`. */
export function parseCustomId(text: string): CustomId | undefined {
	const [, word, jobId, ownerId, price] = pattern.exec(text) ?? [];
	const action = actions.find((known) => known === word);
	if (action === undefined || jobId === undefined || ownerId === undefined) return undefined;
	return { action, jobId, ownerId, ...(price !== undefined && { price: Number(price) }) };
}
