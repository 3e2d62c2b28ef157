import { comparable, mostBlockedWords } from '../../jobs/guild/blockedWords.js';
import { limitActs } from './limitActs.js';
import { modelActs } from './modelActs.js';
import { mostEntries, type SettingAct } from './settingAct.js';

/** The subcommands that change settings, by their full names. */
export const settingActs: Readonly<Partial<Record<string, SettingAct>>> = {
	pause: (settings) => ({ ...settings, paused: true }),
	resume: (settings) => ({ ...settings, paused: false }),
	...modelActs,
	...limitActs,

	'channels private'(settings, { options }, wrong) {
		const { id } = options.getChannel('channel', true);
		const others = settings.privateChannels.filter((other) => other !== id);
		if (options.getBoolean('on') === false) return { ...settings, privateChannels: others };
		if (others.length >= mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
		return {
			...settings,
			privateChannels: settings.privateChannels.includes(id) ? settings.privateChannels : [...others, id],
		};
	},
	'channels log'(settings, { options }) {
		const channel = options.getChannel('channel');
		if (options.getBoolean('on') === false) return { ...settings, logChannel: null };
		return channel === null ? { shows: ['logChannel'] } : { ...settings, logChannel: channel.id };
	},
	'channels age-restricted': (settings, { options }) => ({
		...settings,
		ageRestrictedOnly: options.getBoolean('only', true),
	}),

	'blocklist add'(settings, { options }, wrong) {
		const word = options.getString('word');
		const member = options.getUser('member');
		if (word === null && member === null) return { shows: ['blockedWords', 'blockedMembers'] };
		const spelt = comparable(word ?? '');
		if (word !== null && !/[\p{L}\p{N}]/u.test(spelt)) return { problem: wrong.wordEmpty };
		const blockedWords = [...new Set([...settings.blockedWords, ...(word === null ? [] : [spelt])])];
		const blockedMembers = [...new Set([...settings.blockedMembers, ...(member === null ? [] : [member.id])])];
		if (blockedWords.length > mostBlockedWords) return { problem: wrong.wordsFull({ most: mostBlockedWords }) };
		if (blockedMembers.length > mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
		return { ...settings, blockedWords, blockedMembers };
	},
	'blocklist remove'(settings, { options }) {
		const word = options.getString('word');
		const member = options.getUser('member');
		if (word === null && member === null) return { shows: ['blockedWords', 'blockedMembers'] };
		return {
			...settings,
			blockedWords: settings.blockedWords.filter((other) => comparable(other) !== comparable(word ?? '')),
			blockedMembers: settings.blockedMembers.filter((other) => other !== member?.id),
		};
	},
};
