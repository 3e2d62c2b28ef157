import type { AllowedMentions } from '../protocol/messageForm.js';

/** What a message names and may ping. */
export interface Mentions {
	readonly users: readonly string[];
	readonly roles: readonly string[];
	readonly everyone: boolean;
}

/** Which mentions count when `allowed_mentions` is not sent: ordinary messages parse all, interactions and webhooks users. */
export type DefaultParse = 'all' | 'users';

/** The mentions of texts that take effect, with code left out, as Discord does. */
export function mentionsIn(
	texts: readonly string[],
	allowed: AllowedMentions | null | undefined,
	byDefault: DefaultParse,
): Mentions {
	const text = texts.map(withoutCode).join('\n');
	const users = idsIn(text, /<@!?(\d+)>/g);
	const roles = idsIn(text, /<@&(\d+)>/g);
	const everyone = /@(everyone|here)\b/.test(text);

	if (!allowed) {
		return { users, roles: byDefault === 'all' ? roles : [], everyone: byDefault === 'all' && everyone };
	}
	const parse = allowed.parse ?? [];
	const some = (kind: 'users' | 'roles', ids: string[]): string[] =>
		parse.includes(kind) ? ids : ids.filter((id) => allowed[kind]?.includes(id));

	return { users: some('users', users), roles: some('roles', roles), everyone: everyone && parse.includes('everyone') };
}

/** Whether a reply pings the author of what it answers. */
export function pingsRepliedUser(allowed: AllowedMentions | null | undefined): boolean {
	return allowed ? (allowed.replied_user ?? false) : true;
}

function withoutCode(text: string): string {
	return text.replaceAll(/```[\s\S]*?```|``[^`]+``|`[^`]+`/g, '');
}

function idsIn(text: string, pattern: RegExp): string[] {
	return [...new Set([...text.matchAll(pattern)].flatMap(([, id]) => id ?? []))];
}
