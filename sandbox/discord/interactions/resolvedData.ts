import type { OptionValue, Upload } from '../world/actions.js';
import { NotPossible } from '../world/actions.js';
import { OptionType, type ValueOption } from '../protocol/commandForm.js';
import type { Json } from '../protocol/json.js';
import { attachmentView } from '../messages/messageView.js';
import type { Uploads } from '../messages/uploads.js';
import type { Guild, World } from '../world/world.js';
import { permissionsIn } from '../world/permissionsIn.js';
import { channelView, memberView, roleView, userView } from '../world/worldView.js';

/** Collects what an interaction refers to by id: users, members, roles, channels, attachments. */
export class ResolvedData {
	readonly #world: World;
	readonly #guild: Guild | undefined;
	readonly #uploads: Uploads;
	/** Whose permissions stand beside a channel. */
	readonly #userId: string;
	readonly #data: Record<string, Json> = {};

	constructor(parts: { world: World; guild: Guild | undefined; uploads: Uploads; userId: string }) {
		this.#userId = parts.userId;
		this.#world = parts.world;
		this.#guild = parts.guild;
		this.#uploads = parts.uploads;
	}

	/** `{ resolved }`, or nothing when nothing was referred to. */
	get json(): Json {
		return Object.keys(this.#data).length > 0 ? { resolved: this.#data } : {};
	}

	/** The value that stands in the payload for what the member gave. */
	option(option: ValueOption, value: OptionValue | Upload): OptionValue {
		if (typeof value === 'object') {
			return this.attachment(value);
		}
		switch (option.type) {
			case OptionType.user:
				this.user(String(value));
				break;
			case OptionType.channel:
				this.channel(String(value));
				break;
			case OptionType.role:
				this.role(String(value));
				break;
			case OptionType.mentionable:
				if (this.#world.users.has(String(value))) this.user(String(value));
				else this.role(String(value));
				break;
			default:
		}

		return value;
	}

	attachment(upload: Upload): string {
		const file = this.#uploads.ephemeral(upload);
		this.#put('attachments', file.id, attachmentView(file, this.#uploads.cdn));

		return file.id;
	}

	user(id: string): void {
		this.#put('users', id, userView(this.#world.getUser(id)));
		if (this.#guild?.members.has(id)) {
			const member = memberView(this.#world, this.#guild, id, this.#world.channel);
			delete member['user'];
			this.#put('members', id, member);
		}
	}

	channel(id: string): void {
		const channel = this.#world.getChannel(id);
		const view = channelView(this.#world, channel);
		const held = permissionsIn(this.#world, channel, this.#userId);
		this.#put('channels', id, { id, name: view['name'], type: view['type'], permissions: held.toString() });
	}

	role(id: string): void {
		const role = this.#guild?.roles.get(id);
		if (!role) {
			throw new NotPossible(`there is no role ${id}`);
		}
		this.#put('roles', id, roleView(role));
	}

	#put(kind: string, id: string, view: Json): void {
		(this.#data[kind] ??= {})[id] = view;
	}
}
