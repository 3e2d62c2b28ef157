import { expect } from 'vitest';
import type { Exchange } from '../../sandbox/http/exchange.js';
import { hasOpenApi } from './openapi.js';
import type { AppHarness } from './appHarness.js';

/** What holds at the end of every journey, whatever happened in it. */
export function expectGoodManners(stage: AppHarness): void {
	const { discord, comet } = stage;
	expect(discord.unknownRoutes).toEqual([]);
	expect([...discord.api.errors, ...discord.cdnServer.errors, ...comet.server.errors]).toEqual([]);
	if (hasOpenApi) expect(stage.faultsAgainstOpenApi()).toEqual([]);

	// The key is for one origin, and nobody is called who did not ask.
	expect(comet.cdn.leaks).toEqual([]);
	const elsewhere = [...discord.exchanges, ...discord.cdnServer.exchanges, ...comet.cdn.server.exchanges];
	expect(elsewhere.filter((x) => JSON.stringify(x.headers).includes(comet.key))).toEqual([]);
	expect(comet.server.exchanges.filter((x) => JSON.stringify(x.headers).includes(discord.token))).toEqual([]);
	expect(discord.exchanges.flatMap(mentionsLeftOpen)).toEqual([]);

	const asked = new Set(discord.interactions.map(({ userId }) => userId));
	expect(discord.notifications.filter(({ userId }) => !asked.has(userId))).toEqual([]);
	expect(discord.notifications.filter(({ reason }) => reason === 'role' || reason === 'everyone')).toEqual([]);
}

/** Messages that leave it to Discord's parser who is mentioned. */
function mentionsLeftOpen({ method, path, json }: Exchange): string[] {
	const body = (json as { data?: unknown } | undefined)?.data ?? json;
	// A modal has components too, and is no message.
	if (typeof body !== 'object' || body === null || !('components' in body) || 'title' in body) return [];
	const { allowed_mentions: allowed } = body as { allowed_mentions?: { parse?: unknown } };
	return Array.isArray(allowed?.parse) && allowed.parse.length === 0 ? [] : [`${method} ${path}`];
}
