import { withModel, withoutModel } from '../../jobs/guild/modelLists.js';
import { isModelAllowed } from '../../jobs/guild/policy.js';
import { modelToken } from './askedChanges.js';
import { mostEntries, type SettingAct } from './settingAct.js';

/** Stands for the operator's default model where a model is chosen. */
export const botsOwn = 'bot';

/** The subcommands that say which models are used here. */
export const modelActs: Readonly<Record<string, SettingAct>> = {
	'models default'(settings, { options, find }) {
		const typed = options.getString('model');
		if (typed === null) return { shows: ['defaultModel'] };
		if (typed.trim().toLowerCase() === botsOwn) return { ...settings, defaultModel: null };
		const model = find(typed)?.model;
		if (model === undefined) return { unknownModel: typed };
		// A default that may not be used would be none.
		return { ...withModel(settings, model.id), defaultModel: model.id };
	},
	'models allow'(settings, { options, find }, wrong) {
		const typed = options.getString('model');
		if (typed === null) return { shows: shown };
		const id = find(typed)?.model.id;
		if (id === undefined) return { unknownModel: typed };
		// Where every model may be used, to allow one means: no other.
		const isOpen = settings.allowedModels === null && isModelAllowed(settings, id);
		if (isOpen) return { asks: `only-${modelToken(id)}` };
		const next = withModel(settings, id);
		if ((next.allowedModels?.length ?? 0) > mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
		return next;
	},
	'models forbid'(settings, { options, find, models, usual }, wrong) {
		const typed = options.getString('model');
		if (typed === null) return { shows: shown };
		const id = find(typed)?.model.id ?? typed.trim();
		const isKnown = find(typed) !== undefined || settings.allowedModels?.includes(id) === true;
		if (!isKnown) return { unknownModel: typed };
		const next = withoutModel(settings, id);
		if (!models.some(({ model }) => isModelAllowed(next, model.id))) return { problem: wrong.lastModel };
		if (next.forbiddenModels.length > mostEntries) return { problem: wrong.entriesFull({ most: mostEntries }) };
		// Whoever names no model gets another one from then on.
		return usual(settings)?.model.id === id ? { asks: `forbid-${modelToken(id)}` } : next;
	},
	'models allow-all': (settings) =>
		settings.allowedModels === null && settings.forbiddenModels.length === 0 ? settings : { asks: 'open-all' },
};

const shown = ['defaultModel', 'allowedModels'] as const;
