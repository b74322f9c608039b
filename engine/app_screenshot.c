#include "app_inside.h"
#include "base.h"
#include "render.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void app_screenshot(struct app *app, const char *path) {
    for (int i = 0; i < app->screenshot_count && i < APP_SCREENSHOTS; i++)
        if (strcmp(app->screenshots[i], path) == 0)
            return;
    if (app->screenshot_count < APP_SCREENSHOTS)
        app->screenshots[app->screenshot_count] = base_strdup(path);
    app->screenshot_count++;
}

void app_forget_screenshots(struct app *app) {
    for (int i = 0; i < app->screenshot_count && i < APP_SCREENSHOTS; i++)
        free(app->screenshots[i]);
    app->screenshot_count = 0;
}

static bool write_picture(struct app *app, const char *path) {
    struct error err;
    struct image_pixels pixels;
    bool ok = render_read(app->render, &pixels, &err);
    if (ok) {
        ok = image_write_png(path, &pixels, &err);
        image_free(&pixels);
    }
    if (!ok)
        fprintf(stderr, "thaw: cannot write the screenshot: %s\n", err.text);
    return ok;
}

void app_write_screenshots(struct app *app) {
    for (int i = 0; i < app->screenshot_count && i < APP_SCREENSHOTS; i++)
        write_picture(app, app->screenshots[i]);
    if (app->screenshot_count > APP_SCREENSHOTS)
        fprintf(stderr, "thaw: cannot write all %d screenshots of a frame: the first %d are\n", app->screenshot_count, APP_SCREENSHOTS);
    app_forget_screenshots(app);
}

void app_write_last(struct app *app) {
    if (app->desc.screenshot && !app->pictured && !write_picture(app, app->desc.screenshot)) {
        app->quitting = true;
        app->exit_code = EXIT_FILE;
    }
    app->pictured = true;
}
