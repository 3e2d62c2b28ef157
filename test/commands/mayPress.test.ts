import { describe, expect, it } from 'vitest';
import type { InteractionFacts } from '../../src/discord/interactionFacts.js';
import { mayManage } from '../../src/commands/interaction/mayPress.js';
import { aJob } from '../harness/aJob.js';

const job = aJob({ destination: { guildId: '1110000000000000001', channelId: '1120000000000000001' } });
const moderator = {
	userId: '1300000000000000001',
	memberPermissions: String(1 << 13),
	guildId: '1110000000000000001',
	channelId: '1120000000000000001',
} as InteractionFacts;

describe('mayManage', () => {
	it('lets those who manage messages act where the job is, and nowhere else', () => {
		expect(mayManage(moderator, job)).toBe(true);
		expect(mayManage({ ...moderator, guildId: '1110000000000000002' }, job)).toBe(false);
		expect(mayManage({ ...moderator, channelId: '1120000000000000002' }, job)).toBe(false);
		expect(mayManage({ ...moderator, memberPermissions: '0' }, job)).toBe(false);
	});

	it('lets the owner act everywhere', () => {
		const owner = { ...moderator, userId: job.requester.id, memberPermissions: '0', guildId: null, channelId: '9' };
		expect(mayManage(owner, job)).toBe(true);
	});
});
