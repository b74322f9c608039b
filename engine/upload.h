/* Which of a game's assets the renderer holds, and bringing it the others: pictures, canvases, fonts.
 *
 * Pipe: asset → upload → render. Main thread only. An asset's place in the list is its pool id's slot. */
#pragma once
#include "asset.h"
#include "render.h"

struct uploads {
    struct asset *items; /* of each slot what it was made of, path and packed not set */
    int count;
};

void uploads_free(struct uploads *uploads);

/* Forgets what was uploaded: the renderer is another. */
void uploads_forget(struct uploads *uploads);

/* Brings one asset that is drawn with; false with `err` (EXIT_SCRIPT) naming the file, and then the old one stays. `smooth` holds for
 * ASSET_AS_GAME. */
bool uploads_one(struct uploads *uploads, struct render *render, const struct assets *assets, int index, bool smooth, struct error *err);

/* Makes what the renderer holds the assets of this list: drops what was left over, brings what is missing or changed, empties canvases. */
bool uploads_all(struct uploads *uploads, struct render *render, const struct assets *assets, bool smooth, struct error *err);
