/* main.js's `config`, asked of the evaluated game once, so that a frozen file can tell it before any script runs. Main thread only. */
#pragma once
#include "fault.h"
#include "snapshot.h"

struct vm;

/* Fills `config` with checked, complete values; false with `fault` when main.js gave something else. */
bool config_read(struct vm *vm, struct snapshot_config *config, struct fault *fault);
