package cap

import (
	"maps"
	"slices"
)

// EventName is the name of an event type ("11B03"), else of its sub-class, else the code itself.
func EventName(code string) string { return eventName(code) }

// Category is the category of CAP that comes nearest to an event type.
func Category(code string) string { return category(code) }

// EventTypes are the codes of event types that have a name, in order: those of the weather, and a "00" for the sub-classes
// of all other events.
func EventTypes() []string {
	codes := slices.Collect(maps.Keys(events))
	for c := range classes {
		if c != "11B" {
			codes = append(codes, c+"00")
		}
	}
	slices.Sort(codes)
	return codes
}

// EventType makes the code of an alert for Marshal: EventCodes of an Info of the type.
func EventType(code string) []Named { return []Named{{Name: eventTypeCode, Value: code}} }

// Severity is the severity of CAP of a colour, "Unknown" for none.
func (c Colour) Severity() string {
	if i := c.rank(); i >= 0 {
		return levels[i].severity
	}
	return "Unknown"
}

// Code is the value of the parameter ColorCode.
func (c Colour) Code() string {
	if i := c.rank(); i >= 0 {
		return levels[i].national
	}
	return ""
}

// Word is the colour in Chinese: "红色".
func (c Colour) Word() string {
	if i := c.rank(); i >= 0 {
		return levels[i].han
	}
	return ""
}

// Level is the level of a colour as headlines have it: "I级/特别严重".
func (c Colour) Level() string {
	return map[Colour]string{Red: "I级/特别严重", Orange: "II级/严重", Yellow: "III级/较重", Blue: "IV级/一般"}[c]
}

// Hex is the colour for screens, "#ff0000".
func (c Colour) Hex() string {
	if i := c.rank(); i >= 0 {
		return levels[i].hex
	}
	return ""
}
