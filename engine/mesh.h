/* Polygons and free triangles.
 *
 * Pipe: records → mesh → render's batch. No state. Coordinates are a script's: what is not finite or further than SHAPE_LIMIT from the
 * target's corner is left out, a polygon as a whole, of triangles each one. */
#pragma once
#include "draw.h"
#include "shape.h"

/* Fills the polygon with these `count` corners, x and y in turn: in any direction, convex or not, closed by itself. Where its sides cross,
 * what is inside is not defined. 3 to DRAW_CORNERS corners. */
void mesh_polygon(struct shape_batch *batch, const struct shape_view *view, const union draw_word *corners, uint32_t count, uint32_t color);

/* Draws corners of five words (draw.h, TRIANGLES), three a triangle, with this part of the texture. */
void mesh_triangles(struct shape_batch *batch, const struct shape_view *view, const struct shape_image *image,
                    const union draw_word *corners, uint32_t count);
