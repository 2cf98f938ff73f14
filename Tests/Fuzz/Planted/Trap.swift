// A promise that is not kept, to show that it is noticed.

func fuzz(_ input: Input) { precondition(!input.bytes.starts(with: [0x6B, 0x69]), "a promise is broken") }
