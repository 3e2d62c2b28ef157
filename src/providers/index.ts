import { happyhorse } from './happyhorse.js';
import { kling } from './kling.js';
import { midjourney } from './midjourney.js';
import { minimax } from './minimax.js';
import { omni } from './omni.js';
import { otherUnified } from './otherUnified.js';
import type { Provider } from './provider.js';
import { runway } from './runway.js';
import { runwayCompat } from './runwayCompat.js';
import { seedance } from './seedance.js';
import { sora } from './sora.js';
import { vidu } from './vidu.js';
import { veo } from './veo.js';
import { volc } from './volc.js';
import { wan } from './wan.js';
import { xai } from './xai.js';

/** Every API family, in the order members see; the first that knows a model nobody has met adopts it. */
export const providers: readonly Provider[] = [
	...[veo, seedance, kling, sora, wan, happyhorse, vidu, omni, runway, xai],
	...[volc, minimax, midjourney, runwayCompat],
	// Takes whatever the unified route brings, so it stands last.
	otherUnified,
];
