package mapping_test

import "strconv"

func ff(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }
