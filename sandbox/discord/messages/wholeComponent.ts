import { createHash } from 'node:crypto';

import { ComponentType } from '../protocol/componentForm.js';
import { isJson, type Json } from '../protocol/json.js';

/** What Discord adds to a component that came without it. */
const defaults: Readonly<Record<number, Json>> = {
	[ComponentType.stringSelect]: { min_values: 1, max_values: 1 },
	[ComponentType.userSelect]: { min_values: 1, max_values: 1 },
	[ComponentType.roleSelect]: { min_values: 1, max_values: 1 },
	[ComponentType.mentionableSelect]: { min_values: 1, max_values: 1 },
	[ComponentType.channelSelect]: { min_values: 1, max_values: 1 },
	[ComponentType.thumbnail]: { description: null, spoiler: false },
	[ComponentType.file]: { spoiler: false },
	[ComponentType.separator]: { spacing: 1, divider: true },
	[ComponentType.container]: { accent_color: null, spoiler: false },
};

/** A component as Discord gives it back: with every member that its answers have, whatever was sent. */
export function wholeComponent(component: unknown): unknown {
	if (!isJson(component)) return component;
	const whole: Json = { ...defaults[Number(component['type'])], ...component };
	const { components, items, accessory } = component;
	if (Array.isArray(components)) whole['components'] = components.map(wholeComponent);
	if (Array.isArray(items)) {
		whole['items'] = items.map((item: unknown) =>
			isJson(item) ? { description: null, spoiler: false, ...item } : item,
		);
	}
	if (accessory) whole['accessory'] = wholeComponent(accessory);

	return whole;
}

/** Discord numbers what it shows from elsewhere too. */
export const mediaIdOf = (url: string): string =>
	(BigInt(`0x${createHash('md5').update(url).digest('hex').slice(0, 15)}`) | (1n << 60n)).toString();
