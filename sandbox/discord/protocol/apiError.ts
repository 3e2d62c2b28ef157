import type { Json } from './json.js';

/** A refusal in Discord's form: HTTP status, code, message and, for form errors, the nested `errors`. */
export class ApiError extends Error {
	override readonly name = 'ApiError';
	readonly status: number;
	readonly code: number;
	readonly errors: Json | undefined;

	constructor(facts: { status: number; code: number; message: string; errors?: Json }) {
		super(facts.message);
		this.status = facts.status;
		this.code = facts.code;
		this.errors = facts.errors;
	}

	get body(): Json {
		return { message: this.message, code: this.code, ...(this.errors && { errors: this.errors }) };
	}
}

/**
 * The refusals the simulator knows. Codes and words are Discord's; it documents no HTTP status per code, so the statuses
 * are those that clients have reported, or 400.
 */
export const refusals = {
	unauthorized: () => new ApiError({ status: 401, code: 0, message: '401: Unauthorized' }),
	noSuchRoute: () => new ApiError({ status: 404, code: 0, message: '404: Not Found' }),
	unknownChannel: () => new ApiError({ status: 404, code: 10003, message: 'Unknown Channel' }),
	unknownGuild: () => new ApiError({ status: 404, code: 10004, message: 'Unknown Guild' }),
	unknownMember: () => new ApiError({ status: 404, code: 10007, message: 'Unknown Member' }),
	unknownMessage: () => new ApiError({ status: 404, code: 10008, message: 'Unknown Message' }),
	unknownUser: () => new ApiError({ status: 404, code: 10013, message: 'Unknown User' }),
	unknownWebhook: () => new ApiError({ status: 404, code: 10015, message: 'Unknown Webhook' }),
	unknownInteraction: () => new ApiError({ status: 404, code: 10062, message: 'Unknown interaction' }),
	unknownApplication: () => new ApiError({ status: 404, code: 10002, message: 'Unknown Application' }),
	tooManyAttachments: () =>
		new ApiError({ status: 400, code: 30015, message: 'Maximum number of attachments in a message reached (10)' }),
	tooManyCommandCreates: () =>
		new ApiError({
			status: 400,
			code: 30034,
			message: 'Max number of daily application command creates has been reached',
		}),
	entryPointMissing: () =>
		new ApiError({
			status: 400,
			code: 50240,
			message: "You cannot remove this app's Entry Point command in a bulk update operation.",
		}),
	tooManyOldEdits: () =>
		new ApiError({
			status: 429,
			code: 30046,
			message: 'Maximum number of edits to messages older than 1 hour reached',
		}),
	tooLarge: () => new ApiError({ status: 413, code: 40005, message: 'Request entity too large' }),
	alreadyAcknowledged: () =>
		new ApiError({ status: 400, code: 40060, message: 'Interaction has already been acknowledged.' }),
	tooManyFollowUps: () =>
		new ApiError({
			status: 400,
			code: 40094,
			message: 'This interaction has reached the maximum number of follow-up messages',
		}),
	missingAccess: () => new ApiError({ status: 403, code: 50001, message: 'Missing Access' }),
	notTheAuthor: () =>
		new ApiError({ status: 403, code: 50005, message: 'Cannot edit a message authored by another user' }),
	emptyMessage: () => new ApiError({ status: 400, code: 50006, message: 'Cannot send an empty message' }),
	dmsClosed: () => new ApiError({ status: 403, code: 50007, message: 'Cannot send messages to this user' }),
	missingPermissions: () => new ApiError({ status: 403, code: 50013, message: 'Missing Permissions' }),
	deadToken: () => new ApiError({ status: 401, code: 50027, message: 'Invalid Webhook Token' }),
	archivedThread: () => new ApiError({ status: 400, code: 50083, message: 'Thread is archived' }),
	invalidJson: () => new ApiError({ status: 400, code: 50109, message: 'The request body contains invalid JSON.' }),
	noMutualGuilds: () =>
		new ApiError({
			status: 403,
			code: 50278,
			message: 'Cannot send messages to this user due to having no mutual guilds',
		}),
	noHistory: () =>
		new ApiError({ status: 400, code: 160002, message: 'Cannot reply without permission to read message history' }),
	lockedThread: () => new ApiError({ status: 400, code: 160005, message: 'Thread is locked' }),
	stoppedByAutoMod: () =>
		new ApiError({ status: 400, code: 200000, message: 'Message was blocked by automatic moderation' }),
} as const satisfies Record<string, () => ApiError>;
