package city

import "slices"

// Mixes of levels: most of what is listed is yellow and blue.
const (
	mixed = "bbybbybbobbybbybbrbb"
	grave = "yoyybyoyrybyoyybyyob"
)

// others are the kinds that the table makes, parents before what lies below them. It is a variable that is filled once,
// because its rows make elements and the walk over them reads the table.
var others = otherKinds()

func otherKinds() []other {
	return slices.Concat(supervised(), lifelines(), publicPlaces(), waters(), forests(), resources())
}
