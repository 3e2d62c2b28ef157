import type { Place } from '../../protocol.js';
import type { PageState } from './pageState.js';

/** What Discord's client offers where a channel is chosen: those of this server, threads among them. */
export const channelsHere = ({ places, place: { server } }: PageState): readonly Place[] =>
	places.filter((place) => server !== null && place.server === server);
