/* What the debugger's protocol offers here, as /json/protocol tells it: JSON, or "" where V8's library holds no description of its own.
 * Made by the build: describe/describe.c tells how. Constant, any thread. */
#pragma once

extern const char describe_protocol[];
