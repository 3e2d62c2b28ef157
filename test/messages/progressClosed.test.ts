import { describe, expect, it } from 'vitest';
import { progressClosed } from '../../src/messages/cards/progressMessage.js';
import { aJob } from '../harness/aJob.js';
import { buttonsOf, textOf } from './discordLimits.js';

describe('progressClosed', () => {
	const receipt = { form: 'original', channelId: '5', messageId: '6' } as const;

	it('leads to the answer', () => {
		expect(textOf(progressClosed(aJob(), { ...receipt, rung: 'channel' }))).toBe(
			'Done: [see what came of it](https://discord.com/channels/1000000000000000003/5/6).',
		);
		const dm = aJob({ destination: { guildId: null, context: 'bot-dm' } });
		expect(textOf(progressClosed(dm, { ...receipt, rung: 'channel' }))).toContain('/channels/@me/5/6');
	});

	it('says that the answer went to the direct messages, or is kept', () => {
		expect(textOf(progressClosed(aJob(), { ...receipt, rung: 'direct' }))).toContain('direct message');
		expect(buttonsOf(progressClosed(aJob(), undefined))).toEqual(['fetch', 'delete']);
	});
});
