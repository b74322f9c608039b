#include "config.h"
#include "vm.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool config_number(struct vm *vm, const char *key, double *value, struct fault *fault) {
    struct bind_value arg = {.type = BIND_STRING, .text = key, .size = strlen(key)}, result = {0};
    if (!vm_call(vm, VM_config, &arg, 1, &result, fault))
        return false;
    *value = result.number;
    return true;
}

static bool config_text(struct vm *vm, const char *key, char *text, size_t size, struct fault *fault) {
    struct bind_value arg = {.type = BIND_STRING, .text = key, .size = strlen(key)}, result = {0};
    if (!vm_call(vm, VM_config, &arg, 1, &result, fault))
        return false;
    snprintf(text, size, "%s", result.text);
    free((char *)result.text);
    return true;
}

bool config_read(struct vm *vm, struct snapshot_config *config, struct fault *fault) {
    *config = (struct snapshot_config){0};
    return config_text(vm, "title", config->title, sizeof config->title, fault) &&
           config_text(vm, "save", config->save, sizeof config->save, fault) && config_number(vm, "width", &config->width, fault) &&
           config_number(vm, "height", &config->height, fault) && config_number(vm, "scale", &config->scale, fault) &&
           config_number(vm, "fps", &config->fps, fault) && config_number(vm, "pixelated", &config->pixelated, fault) &&
           config_number(vm, "background", &config->background, fault);
}
