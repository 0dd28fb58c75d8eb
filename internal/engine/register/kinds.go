package register

import "slices"

// Standard are the kinds every city has, theme by theme; each theme is one file kinds_….go. A city's systems may declare
// more beside them.
func Standard() []Kind {
	return slices.Concat(
		supervisedKinds(), riskKinds(), lifelineKinds(), buildingKinds(), publicKinds(),
		fireKinds(), waterKinds(), forestKinds(), resourceKinds(), sensingKinds(),
	)
}
