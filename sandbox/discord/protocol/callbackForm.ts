import { z } from 'zod';

import { MessageFlag } from './messageForm.js';

/** Callback types: what a first response can be. */
export const CallbackType = { message: 4, deferred: 5, deferredUpdate: 6, update: 7, choices: 8, modal: 9 } as const;

export const CallbackForm = z.object({
	type: z.literal(Object.values(CallbackType)),
	data: z.looseObject({ flags: z.int().min(0).nullish() }).nullish(),
});

/** Flags that a message sent as a first response may carry. */
const messageFlags =
	MessageFlag.suppressEmbeds |
	MessageFlag.ephemeral |
	MessageFlag.componentsV2 |
	MessageFlag.voiceMessage |
	MessageFlag.suppressNotifications;

/** Flags by callback type; others mean error 50035. A deferral fixes nothing but who sees it. */
export const allowedFlags: Readonly<Partial<Record<number, number>>> = {
	[CallbackType.message]: messageFlags,
	[CallbackType.deferred]: MessageFlag.ephemeral,
};

const localizations = z.record(z.string(), z.string().min(1).max(100)).nullish();

export const ChoicesForm = z.object({
	choices: z
		.array(
			z.object({
				name: z.string().min(1).max(100),
				name_localizations: localizations,
				value: z.union([z.string().max(100), z.number()]),
			}),
		)
		.max(25),
});

/** Which first responses each type of interaction takes: commands, components, autocompletes, modal submits. */
export const allowedCallbacks = {
	2: [CallbackType.message, CallbackType.deferred, CallbackType.modal],
	3: [
		CallbackType.message,
		CallbackType.deferred,
		CallbackType.deferredUpdate,
		CallbackType.update,
		CallbackType.modal,
	],
	4: [CallbackType.choices],
	5: [CallbackType.message, CallbackType.deferred, CallbackType.deferredUpdate, CallbackType.update],
} as const satisfies Record<number, readonly number[]>;
