import { happyhorse } from './families/unified/happyhorse.js';
import { kling } from './families/kling.js';
import { midjourney } from './families/midjourney.js';
import { minimax } from './families/minimax.js';
import { omni } from './families/unified/omni.js';
import { otherUnified } from './families/unified/otherUnified.js';
import type { Provider } from './contract/provider.js';
import { runway } from './families/runway.js';
import { runwayCompat } from './families/runwayCompat.js';
import { seedance } from './families/unified/seedance.js';
import { sora } from './families/unified/sora.js';
import { vidu } from './families/unified/vidu.js';
import { veo } from './families/unified/veo.js';
import { volc } from './families/volc.js';
import { wan } from './families/unified/wan.js';
import { xai } from './families/xai.js';

/** Every API family, in the order members see; the first that knows a model nobody has met adopts it. */
export const providers: readonly Provider[] = [
	...[veo, seedance, kling, sora, wan, happyhorse, vidu, omni, runway, xai],
	...[volc, minimax, midjourney, runwayCompat],
	// Takes whatever the unified route brings, so it stands last.
	otherUnified,
];
