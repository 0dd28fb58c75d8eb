package intake

import (
	"slices"

	"anlan/internal/base/identity"
)

// Quiet counts the devices that somebody may see by their state, and lists those that are silent, the longest first, at most
// so many.
func (s *System) Quiet(by identity.Subject, most int) (states map[State]int, silent []DeviceItem) {
	scope, seen := by.Scope(readDevices), s.seenOfAll()
	states, silent = map[State]int{}, []DeviceItem{}
	for _, d := range s.Signal.Devices() {
		if !scope.Contains(d.Area) {
			continue
		}
		item := s.item(d, seen[d.ID], refusedSum{})
		states[item.State]++
		if item.State == Silent {
			silent = append(silent, item)
		}
	}
	slices.SortStableFunc(silent, func(a, b DeviceItem) int { return a.LastAt.Compare(b.LastAt.Time) })
	return states, silent[:min(len(silent), most)]
}
