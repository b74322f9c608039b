#include "input.h"
#include "base.h"
#include <SDL.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The names differ from SDL's in spelling only; letters, digits and F keys follow a rule and have no row. */
static const struct {
    const char *code;
    int key;
} codes[] = {
    {"Space", SDL_SCANCODE_SPACE},
    {"Enter", SDL_SCANCODE_RETURN},
    {"Escape", SDL_SCANCODE_ESCAPE},
    {"Tab", SDL_SCANCODE_TAB},
    {"Backspace", SDL_SCANCODE_BACKSPACE},
    {"ArrowUp", SDL_SCANCODE_UP},
    {"ArrowDown", SDL_SCANCODE_DOWN},
    {"ArrowLeft", SDL_SCANCODE_LEFT},
    {"ArrowRight", SDL_SCANCODE_RIGHT},
    {"ShiftLeft", SDL_SCANCODE_LSHIFT},
    {"ShiftRight", SDL_SCANCODE_RSHIFT},
    {"ControlLeft", SDL_SCANCODE_LCTRL},
    {"ControlRight", SDL_SCANCODE_RCTRL},
    {"AltLeft", SDL_SCANCODE_LALT},
    {"AltRight", SDL_SCANCODE_RALT},
    {"MetaLeft", SDL_SCANCODE_LGUI},
    {"MetaRight", SDL_SCANCODE_RGUI},
    {"CapsLock", SDL_SCANCODE_CAPSLOCK},
    {"Minus", SDL_SCANCODE_MINUS},
    {"Equal", SDL_SCANCODE_EQUALS},
    {"BracketLeft", SDL_SCANCODE_LEFTBRACKET},
    {"BracketRight", SDL_SCANCODE_RIGHTBRACKET},
    {"Semicolon", SDL_SCANCODE_SEMICOLON},
    {"Quote", SDL_SCANCODE_APOSTROPHE},
    {"Backquote", SDL_SCANCODE_GRAVE},
    {"Backslash", SDL_SCANCODE_BACKSLASH},
    {"IntlBackslash", SDL_SCANCODE_NONUSBACKSLASH},
    {"Comma", SDL_SCANCODE_COMMA},
    {"Period", SDL_SCANCODE_PERIOD},
    {"Slash", SDL_SCANCODE_SLASH},
    {"Insert", SDL_SCANCODE_INSERT},
    {"Delete", SDL_SCANCODE_DELETE},
    {"Home", SDL_SCANCODE_HOME},
    {"End", SDL_SCANCODE_END},
    {"PageUp", SDL_SCANCODE_PAGEUP},
    {"PageDown", SDL_SCANCODE_PAGEDOWN},
    {"PrintScreen", SDL_SCANCODE_PRINTSCREEN},
    {"ScrollLock", SDL_SCANCODE_SCROLLLOCK},
    {"Pause", SDL_SCANCODE_PAUSE},
    {"ContextMenu", SDL_SCANCODE_APPLICATION},
    {"NumLock", SDL_SCANCODE_NUMLOCKCLEAR},
    {"NumpadDivide", SDL_SCANCODE_KP_DIVIDE},
    {"NumpadMultiply", SDL_SCANCODE_KP_MULTIPLY},
    {"NumpadSubtract", SDL_SCANCODE_KP_MINUS},
    {"NumpadAdd", SDL_SCANCODE_KP_PLUS},
    {"NumpadEnter", SDL_SCANCODE_KP_ENTER},
    {"NumpadDecimal", SDL_SCANCODE_KP_PERIOD},
};

/* Names that follow a rule: prefix, first SDL key, first and last number behind the prefix. Digit0 comes last on USB keyboards. */
static char rule_names[64][12];

static void fill_names(const char **names) {
    int n = 0;
    for (int i = 0; i < 26; i++) {
        snprintf(rule_names[n], sizeof rule_names[n], "Key%c", 'A' + i);
        names[SDL_SCANCODE_A + i] = rule_names[n++];
    }
    for (int i = 0; i < 10; i++) {
        snprintf(rule_names[n], sizeof rule_names[n], "Digit%d", (i + 1) % 10);
        names[SDL_SCANCODE_1 + i] = rule_names[n++];
        snprintf(rule_names[n], sizeof rule_names[n], "Numpad%d", (i + 1) % 10);
        names[SDL_SCANCODE_KP_1 + i] = rule_names[n++];
    }
    for (int i = 0; i < 12; i++) {
        snprintf(rule_names[n], sizeof rule_names[n], "F%d", i + 1);
        names[SDL_SCANCODE_F1 + i] = rule_names[n++];
    }
    for (size_t i = 0; i < COUNT_OF(codes); i++)
        names[codes[i].key] = codes[i].code;
}

const char *input_code(int key) {
    static const char *names[INPUT_KEYS];
    if (!names[SDL_SCANCODE_A])
        fill_names(names);
    return key > 0 && key < INPUT_KEYS ? names[key] : NULL;
}

int input_key_from_code(const char *code) {
    for (int key = 1; key < INPUT_KEYS; key++)
        if (input_code(key) && strcmp(input_code(key), code) == 0)
            return key;
    return 0;
}

int input_key_from_scancode(int scancode) {
    return input_code(scancode) ? scancode : 0;
}

/* SDL_GetKeyFromScancode asks the system's layout, which needs a window; a script of input must mean the same everywhere. */
int input_keycode(int key) {
    const char *code = input_code(key);
    if (!code)
        return 0;
    if (strncmp(code, "Key", 3) == 0)
        return code[3] - 'A' + 'a';
    if (strncmp(code, "Digit", 5) == 0)
        return code[5];
    static const char marks[] = "-=[]\\\0;'`,./"; /* in the order of their scancodes, a gap for the second backslash of some keyboards */
    if (key >= SDL_SCANCODE_MINUS && key <= SDL_SCANCODE_SLASH)
        return marks[key - SDL_SCANCODE_MINUS];
    return key == SDL_SCANCODE_SPACE ? ' ' : 0;
}

/* What a key of the number pad types, given its name behind "Numpad"; 0 for Enter. */
static int pad_character(const char *name) {
    static const struct {
        const char *name;
        int character;
    } marks[] = {{"Divide", '/'}, {"Multiply", '*'}, {"Subtract", '-'}, {"Add", '+'}, {"Decimal", '.'}};
    for (size_t i = 0; i < COUNT_OF(marks); i++)
        if (strcmp(name, marks[i].name) == 0)
            return marks[i].character;
    return name[0] >= '0' && name[0] <= '9' ? name[0] : 0;
}

void input_key_text(int key, int keycode, int modifiers, char *text, size_t size) {
    const char *code = input_code(key);
    if (code && strncmp(code, "Numpad", 6) == 0) { /* as with NumLock on, which is how keypads are used */
        keycode = pad_character(code + 6);
        if (!keycode) {
            snprintf(text, size, "%s", code + 6);
            return;
        }
    }
    if (keycode >= ' ' && keycode != 127 && keycode < 0x10000) {
        if (keycode >= 'a' && keycode <= 'z' && (modifiers & EVENT_SHIFT))
            keycode += 'A' - 'a';
        if (keycode < 0x80)
            snprintf(text, size, "%c", keycode);
        else if (keycode < 0x800)
            snprintf(text, size, "%c%c", 0xc0 | keycode >> 6, 0x80 | (keycode & 63));
        else
            snprintf(text, size, "%c%c%c", 0xe0 | keycode >> 12, 0x80 | (keycode >> 6 & 63), 0x80 | (keycode & 63));
        return;
    }
    snprintf(text, size, "%s", code ? code : "");
    static const char *const twice[] = {"Shift", "Control", "Alt", "Meta"};
    for (size_t i = 0; i < COUNT_OF(twice); i++) /* "ShiftLeft" is the key "Shift" */
        if (strncmp(text, twice[i], strlen(twice[i])) == 0)
            text[strlen(twice[i])] = 0;
}

/* In the order of W3C's standard gamepad, then the halves of its axes. */
static const char *const controls[INPUT_CONTROLS] = {
    "PadA",
    "PadB",
    "PadX",
    "PadY",
    "PadL1",
    "PadR1",
    "PadL2",
    "PadR2",
    "PadSelect",
    "PadStart",
    "PadL3",
    "PadR3",
    "PadUp",
    "PadDown",
    "PadLeft",
    "PadRight",
    "PadHome",
    "PadLeftStickLeft",
    "PadLeftStickRight",
    "PadLeftStickUp",
    "PadLeftStickDown",
    "PadRightStickLeft",
    "PadRightStickRight",
    "PadRightStickUp",
    "PadRightStickDown",
};

int input_control(const char *name) {
    for (int i = 0; i < INPUT_CONTROLS; i++)
        if (strcmp(controls[i], name) == 0)
            return i;
    return -1;
}

int input_pad_button(const char *name) {
    int control = input_control(name);
    return control < INPUT_PAD_BUTTONS ? control : -1;
}

char *input_codes(void) {
    size_t size = (INPUT_KEYS + INPUT_CONTROLS) * 24, used = 0;
    char *text = base_alloc(size);
    text[0] = 0;
    for (int key = 1; key < INPUT_KEYS; key++)
        if (input_code(key))
            used += (size_t)snprintf(text + used, size - used, "%s%s=%d", used ? " " : "", input_code(key), key);
    for (int i = 0; i < INPUT_CONTROLS; i++)
        used += (size_t)snprintf(text + used, size - used, " %s=%d", controls[i], INPUT_KEYS + i);
    return text;
}
