export type Schema = Readonly<Record<string, unknown>>;

export interface Parameter {
	readonly name: string;
	readonly in: string;
	readonly schema: Schema;
}

/** One operation of the document as a request meets it. */
export interface Operation {
	readonly template: string;
	/** The path's values by name. */
	readonly params: Readonly<Record<string, string>>;
	readonly parameters: readonly Parameter[];
	/** Schema of the JSON body, or of a form's `payload_json`. */
	readonly body: Schema | undefined;
	readonly required: boolean;
	/** Schema of the JSON that an answer of this status brings. */
	readonly answer: (status: number) => Schema | undefined;
}

interface PathItem {
	readonly parameters?: readonly Parameter[];
	readonly [method: string]: unknown;
}

type Content = Readonly<Record<string, { schema: Schema }>>;

interface Described {
	readonly parameters?: readonly Parameter[];
	readonly requestBody?: { readonly required?: boolean; readonly content: Content };
	readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

/** The document's routes, found by method and path. */
export class Operations {
	readonly #paths: readonly { template: string; pattern: RegExp; item: PathItem }[];
	readonly #whole: Schema;

	constructor(whole: Schema) {
		this.#whole = whole;
		const paths = Object.entries(whole['paths'] as Record<string, PathItem>);
		// `@original` and `@me` before `{message_id}` and `{user_id}`: fewest parameters first.
		const literalFirst = (one: string, other: string): number => one.split('{').length - other.split('{').length;
		this.#paths = paths
			.sort(([one], [other]) => literalFirst(one, other))
			.map(([template, item]) => ({ template, item, pattern: patternOf(template) }));
	}

	/** @param path with the API's prefix and version */
	find(method: string, path: string): Operation | undefined {
		const bare = /^\/api\/v10(\/.*)$/.exec(path)?.[1] ?? '';
		for (const { template, pattern, item } of this.#paths) {
			const match = pattern.exec(bare);
			const described = match && (item[method.toLowerCase()] as Described | undefined);
			if (!match || !described) continue;
			const content = described.requestBody?.content ?? {};

			return {
				template,
				params: { ...match.groups },
				parameters: [...(item.parameters ?? []), ...(described.parameters ?? [])],
				body: content['application/json']?.schema ?? content['multipart/form-data']?.schema,
				required: described.requestBody?.required ?? false,
				answer: (status) => described.responses?.[String(status)]?.content?.['application/json']?.schema,
			};
		}

		return undefined;
	}

	/** What an absolute reference of the document points at. */
	resolve(ref: string): Schema {
		const steps = ref.replace('discord#/', '').split('/');

		return steps.reduce<Schema>((node, step) => node[step] as Schema, this.#whole);
	}
}

function patternOf(template: string): RegExp {
	const escaped = template.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);

	return new RegExp(`^${escaped.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
}
