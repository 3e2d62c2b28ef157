import { describe, expect, it } from 'vitest';
import { blockedWordIn } from '../../../src/jobs/guild/blockedWords.js';
import { differenceOf, GuildSettings, noSettings } from '../../../src/jobs/guild/guildSettings.js';
import {
	isPrivatePlace,
	limitPolicy,
	placeRefusal,
	requestRefusals,
	type Asker,
} from '../../../src/jobs/guild/policy.js';

const asker: Asker = { userId: '1', guildId: '9', roleIds: [], channelId: '20', parentId: '21', ageRestricted: false };
const settings = (given: Partial<GuildSettings>): GuildSettings => GuildSettings.parse({ ...noSettings, ...given });

describe('blocked words', () => {
	it.each([
		['a bad idea', 'bad', true],
		['A BAD idea', 'bad', true],
		['a badge', 'bad', false],
		['not so  bad, really', 'so bad', true],
		['ｂａｄ', 'bad', true],
		['b\u200Bad', 'bad', true],
		['a bád idea', 'bad', true],
		['a so-bad idea', 'so bad', true],
		['s.o b.a.d', 'so bad', false],
		['so_bad', 'so-bad', true],
		['が', 'か', false],
		['폭력적인 장면', '폭력', true],
		['폭력적인 장면'.normalize('NFD'), '폭력', true],
		['평화로운 장면', '폭력', false],
		['anything', '', false],
	])('in %j: %j is found: %s', (prompt, word, found) => {
		expect(blockedWordIn(prompt, [word]) !== undefined).toBe(found);
	});
});

describe('a guild’s policy', () => {
	it('decides about the place before the request', () => {
		expect(placeRefusal(noSettings, asker)).toBeUndefined();
		expect(placeRefusal(settings({ paused: true }), asker)).toEqual({ why: 'paused' });
		expect(placeRefusal(settings({ blockedMembers: ['1'] }), asker)).toEqual({ why: 'member' });
		expect(placeRefusal(settings({ ageRestrictedOnly: true }), asker)).toEqual({ why: 'ageRestricted' });
		expect(placeRefusal(settings({ ageRestrictedOnly: true }), { ...asker, ageRestricted: true })).toBeUndefined();
	});

	it('makes answers private in a channel, its threads, and the channels of a category', () => {
		expect(isPrivatePlace(settings({ privateChannels: ['20'] }), asker)).toBe(true);
		expect(isPrivatePlace(settings({ privateChannels: ['21'] }), asker)).toBe(true);
		expect(isPrivatePlace(settings({ privateChannels: ['22'] }), asker)).toBe(false);
	});

	it('takes the member’s own rule, else the most generous of their roles, else everybody’s, for each limit', () => {
		const given = settings({
			everyone: { running: 1, videos: 5, usd: 2 },
			roles: { '31': { running: 2 }, '32': { running: 3, videos: 0 } },
			members: { '1': { usd: 0 } },
			dailyUsd: 10,
		});
		expect(limitPolicy(given, asker)).toEqual({ runningJobs: 1, dailyVideos: 5, dailyUsd: 0, guildDailyUsd: 10 });
		const roles = { ...asker, userId: '2', roleIds: ['31', '32', '33'] };
		expect(limitPolicy(given, roles)).toEqual({ runningJobs: 3, dailyVideos: 0, dailyUsd: 2, guildDailyUsd: 10 });
	});

	it('names everything that a request breaks', () => {
		const given = settings({ blockedWords: ['bad'], mostSeconds: 5, mostLines: 720, mostUsd: 1 });
		const weighed = {
			request: { prompt: 'bad' },
			seconds: 8,
			lines: 1080,
			estimate: { usd: 2, basis: 'family' },
		} as const;
		expect(requestRefusals(given, weighed).map(({ why }) => why)).toEqual(['word', 'seconds', 'lines', 'usd']);
		expect(
			requestRefusals(given, {
				...weighed,
				request: { prompt: 'good' },
				seconds: 5,
				lines: undefined,
				estimate: { usd: 1, basis: 'family' },
			}),
		).toEqual([]);
	});
});

describe('a change of settings', () => {
	it('holds only what differs: of lists and rules the entries that went and came', () => {
		const before = settings({
			blockedWords: ['a', 'b'],
			roles: { '1': { running: 1 }, '2': { running: 2 } },
			dailyUsd: 5,
		});
		const after = settings({
			blockedWords: ['b', 'c'],
			roles: { '1': { running: 9 }, '2': { running: 2 } },
			dailyUsd: 5,
		});
		expect(differenceOf(before, after)).toEqual({
			was: { blockedWords: ['a'], roles: { '1': { running: 1 } } },
			is: { blockedWords: ['c'], roles: { '1': { running: 9 } } },
		});
		expect(differenceOf(before, before)).toBeUndefined();
	});
});
