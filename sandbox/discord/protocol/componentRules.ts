import { ComponentType } from './componentForm.js';
import { walk } from './componentTree.js';
import { formError, type Fault } from './formError.js';
import type { Json } from './json.js';

const mostComponents = 40;
const mostText = 4000;
const mostLegacyRows = 5;

/** What only all components of a message together can break. @throws ApiError 50035 */
export function checkComponents(components: readonly Json[], isV2: boolean): void {
	const faults = isV2 ? checkV2(components) : checkLegacy(components);
	faults.push(...duplicates(components, 'custom_id', 'COMPONENT_CUSTOM_ID_DUPLICATED'));
	faults.push(...duplicates(components, 'id', 'COMPONENT_ID_DUPLICATED'));
	if (faults.length > 0) {
		throw formError(...faults);
	}
}

function checkV2(components: readonly Json[]): Fault[] {
	const all = [...walk(components)];
	const faults: Fault[] = [];

	if (all.length > mostComponents) {
		faults.push({
			path: ['components'],
			code: 'COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED',
			message: `The total number of components cannot exceed ${mostComponents}`,
		});
	}
	if (textLength(all.map(({ component }) => component)) > mostText) {
		faults.push({
			path: ['components'],
			code: 'COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED',
			message: `The total displayable text size cannot exceed ${mostText} characters`,
		});
	}

	return faults;
}

function checkLegacy(components: readonly Json[]): Fault[] {
	const faults: Fault[] = components.flatMap((component, index) =>
		component['type'] === ComponentType.row
			? []
			: [
					{
						path: ['components', index, 'type'],
						code: 'UNION_TYPE_CHOICES',
						message: 'Value of field "type" must be one of (1,).',
					},
				],
	);
	if (components.length > mostLegacyRows) {
		faults.push({
			path: ['components'],
			code: 'BASE_TYPE_BAD_LENGTH',
			message: `Must be ${mostLegacyRows} or fewer in length.`,
		});
	}

	return faults;
}

function textLength(components: readonly Json[]): number {
	return components
		.filter(({ type }) => type === ComponentType.text)
		.reduce((sum, { content }) => sum + (typeof content === 'string' ? content.length : 0), 0);
}

/** `id` 0 and an absent key mean unset. */
function duplicates(components: readonly Json[], key: 'custom_id' | 'id', code: string): Fault[] {
	const seen = new Set<unknown>();
	const faults: Fault[] = [];
	for (const { component, path } of walk(components)) {
		const value = component[key];
		if (value === undefined || value === null || value === 0) continue;
		if (seen.has(value)) {
			faults.push({ path: [...path, key], code, message: `Component ${key} cannot be duplicated` });
		}
		seen.add(value);
	}

	return faults;
}
