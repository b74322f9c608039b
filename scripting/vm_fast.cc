#include "vm_v8.h"

/* V8's fast calls: optimised code converts the numbers itself and calls the row's C function. For any other value than a number it leaves
 * the optimised code and comes to the trampoline in vm_bind.cc, which refuses it by name. Neither V8's options argument nor its fallback is
 * used: they cost, and differ between versions. */

typedef v8::CTypeInfo info;

v8::CFunction vm_fast_function(const bind_row *row) {
    static const info::Type gives[] = {info::Type::kVoid, info::Type::kFloat64, info::Type::kBool};
    static const info number(info::Type::kFloat64);
    static const info args[1 + BIND_NUMBERS_MOST] = {info(info::Type::kV8Value), number, number, number, number, number, number};
    static const v8::CFunctionInfo *shapes[COUNT_OF(gives) * BIND_GIVES_NUMBER]; /* V8 keeps pointers to them */
    int shape = row->numbers.shape;
    if (!shapes[shape])
        shapes[shape] = new v8::CFunctionInfo(info(gives[shape / BIND_GIVES_NUMBER]), 1 + shape % BIND_GIVES_NUMBER, args);
    return v8::CFunction(reinterpret_cast<const void *>(row->numbers.call), shapes[shape]);
}

/* `numbers` is a C function of as many numbers as there are indices. */
template <typename R, int... I> static R call(void (*numbers)(), const bind_value *args, std::integer_sequence<int, I...>) {
    return reinterpret_cast<R (*)(const void *, decltype((void)I, double())...)>(numbers)(nullptr, args[I].number...);
}

template <typename R> static R call_as(const bind_numbers *numbers, const bind_value *args) {
    switch (numbers->shape % BIND_GIVES_NUMBER) {
    case 0:
        return call<R>(numbers->call, args, std::make_integer_sequence<int, 0>());
    case 1:
        return call<R>(numbers->call, args, std::make_integer_sequence<int, 1>());
    case 2:
        return call<R>(numbers->call, args, std::make_integer_sequence<int, 2>());
    case 3:
        return call<R>(numbers->call, args, std::make_integer_sequence<int, 3>());
    case 4:
        return call<R>(numbers->call, args, std::make_integer_sequence<int, 4>());
    case 5:
        return call<R>(numbers->call, args, std::make_integer_sequence<int, 5>());
    default:
        return call<R>(numbers->call, args, std::make_integer_sequence<int, BIND_NUMBERS_MOST>());
    }
}

bind_value vm_fast_call(const bind_row *row, const bind_value *args) {
    bind_value given = {};
    switch (row->numbers.shape / BIND_GIVES_NUMBER * BIND_GIVES_NUMBER) {
    case BIND_GIVES_NOTHING:
        call_as<void>(&row->numbers, args);
        break;
    case BIND_GIVES_NUMBER:
        given.type = BIND_NUMBER;
        given.number = call_as<double>(&row->numbers, args);
        break;
    default:
        given.type = BIND_BOOLEAN;
        given.number = call_as<bool>(&row->numbers, args);
    }
    return given;
}
