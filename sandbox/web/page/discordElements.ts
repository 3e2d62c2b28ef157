// The elements of Discord's look that the page draws with; the library's own list would bring all of them.
import '@skyra/discord-components-core/discord-command.js';
import '@skyra/discord-components-core/discord-mention.js';
import '@skyra/discord-components-core/discord-message.js';
import '@skyra/discord-components-core/discord-reply.js';
