package accounts

const asProvider = "MATCHARENAN_TEST_PROVIDER"

func serveProvider() int { return 0 }
