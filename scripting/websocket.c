#include "websocket.h"
#include "base.h"
#include <stdlib.h>
#include <string.h>
#include <wslay/wslay.h>

struct websocket {
    struct websocket_desc desc;
    wslay_event_context_ptr wslay;
    const char *in; /* what is fed right now */
    size_t in_size;
    struct bytes message; /* what came of the unfinished one */
    bool in_control;      /* the frame that comes is a ping, pong or close; it may stand between fragments */
};

static ssize_t give(wslay_event_context_ptr wslay, uint8_t *room, size_t size, int flags, void *data) {
    struct websocket *websocket = data;
    (void)flags;
    size = size < websocket->in_size ? size : websocket->in_size;
    if (!size) {
        wslay_event_set_error(wslay, WSLAY_ERR_WOULDBLOCK);
        return -1;
    }
    memcpy(room, websocket->in, size);
    websocket->in += size;
    websocket->in_size -= size;
    return (ssize_t)size;
}

static ssize_t put(wslay_event_context_ptr wslay, const uint8_t *bytes, size_t size, int flags, void *data) {
    struct websocket *websocket = data;
    (void)wslay, (void)flags;
    bytes_put(websocket->desc.out, bytes, size);
    return (ssize_t)size;
}

static void fail(wslay_event_context_ptr wslay, uint16_t code) {
    wslay_event_queue_close(wslay, code, NULL, 0);
    wslay_event_shutdown_read(wslay);
}

static bool is_control(uint8_t opcode) {
    return wslay_is_ctrl_frame(opcode);
}

static void begin_frame(wslay_event_context_ptr wslay, const struct wslay_event_on_frame_recv_start_arg *frame, void *data) {
    struct websocket *websocket = data;
    if (frame->opcode == WSLAY_BINARY_FRAME)
        fail(wslay, WSLAY_CODE_UNSUPPORTED_DATA);
    else if (frame->opcode == WSLAY_CONNECTION_CLOSE && frame->payload_length == 1)
        fail(wslay, WSLAY_CODE_PROTOCOL_ERROR); /* half a code */
    else if (!is_control(frame->opcode) && frame->payload_length > websocket->desc.message_limit - bytes_size(&websocket->message))
        fail(wslay, WSLAY_CODE_MESSAGE_TOO_BIG);
    websocket->in_control = is_control(frame->opcode);
}

static void take_chunk(wslay_event_context_ptr wslay, const struct wslay_event_on_frame_recv_chunk_arg *chunk, void *data) {
    struct websocket *websocket = data;
    if (!websocket->in_control && wslay_event_get_read_enabled(wslay))
        bytes_put(&websocket->message, chunk->data, chunk->data_length);
}

static void end_message(wslay_event_context_ptr wslay, const struct wslay_event_on_msg_recv_arg *message, void *data) {
    struct websocket *websocket = data;
    if (message->opcode != WSLAY_TEXT_FRAME || !wslay_event_get_read_enabled(wslay))
        return;
    size_t size = bytes_size(&websocket->message);
    char *text = base_realloc(websocket->message.memory, size + 1);
    text[size] = 0;
    websocket->message = (struct bytes){0};
    websocket->desc.message(websocket->desc.owner, text, size);
}

static void begin(struct websocket *websocket) {
    struct wslay_event_callbacks callbacks = {.recv_callback = give,
                                              .send_callback = put,
                                              .on_frame_recv_start_callback = begin_frame,
                                              .on_frame_recv_chunk_callback = take_chunk,
                                              .on_msg_recv_callback = end_message};
    ASSERT(wslay_event_context_server_init(&websocket->wslay, &callbacks, websocket) == 0);
    /* wslay's own buffers are as large as a frame says it will be, and one for each fragment */
    wslay_event_config_set_no_buffering(websocket->wslay, 1);
}

struct websocket *websocket_create(const struct websocket_desc *desc) {
    struct websocket *websocket = base_alloc(sizeof *websocket);
    *websocket = (struct websocket){.desc = *desc};
    begin(websocket);
    return websocket;
}

bool websocket_feed(struct websocket *websocket, const char *bytes, size_t size) {
    websocket->in = bytes;
    websocket->in_size = size;
    int result = wslay_event_recv(websocket->wslay);
    websocket->in_size = 0;
    if (result == WSLAY_ERR_CALLBACK_FAILURE) {
        /* A frame's head made no sense. wslay has queued a close frame without a code for that; ours takes another one to be first. */
        wslay_event_context_free(websocket->wslay);
        begin(websocket);
        fail(websocket->wslay, WSLAY_CODE_PROTOCOL_ERROR);
    }
    wslay_event_send(websocket->wslay);
    return result == 0 && wslay_event_get_read_enabled(websocket->wslay);
}

size_t websocket_pending(const struct websocket *websocket) {
    return bytes_size(&websocket->message);
}

bool websocket_send(struct websocket *websocket, const char *text, size_t size) {
    struct wslay_event_msg message = {WSLAY_TEXT_FRAME, (const uint8_t *)text, size};
    return wslay_event_queue_msg(websocket->wslay, &message) == 0 && wslay_event_send(websocket->wslay) == 0;
}

void websocket_close(struct websocket *websocket, int code) {
    wslay_event_queue_close(websocket->wslay, (uint16_t)code, NULL, 0);
    wslay_event_send(websocket->wslay);
}

void websocket_destroy(struct websocket *websocket) {
    if (!websocket)
        return;
    wslay_event_context_free(websocket->wslay);
    bytes_free(&websocket->message);
    free(websocket);
}
