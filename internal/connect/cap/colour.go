package cap

import (
	"slices"
	"strings"

	"anlan/internal/base/lang"
)

// Colour is the level of a warning as China shows it; the word must always stand beside it.
type Colour string

// The colours, worst first.
const (
	Red    Colour = "red"    // I级 特别严重
	Orange Colour = "orange" // II级 严重
	Yellow Colour = "yellow" // III级 较重
	Blue   Colour = "blue"   // IV级 一般
)

// ColorCode is the name of the parameter that carries the colour in CAP 1.2.
const ColorCode = "ColorCode"

type level struct {
	colour   Colour
	severity string // of CAP
	national string // severity on the national wire, and value of ColorCode
	hex      string
	han      string
	words    lang.Text
}

var levels = []level{
	{Red, "Extreme", "Red", "#ff0000", "红色", lang.Text{Zh: "红色(I级/特别严重)", En: "red (level I)"}},
	{Orange, "Severe", "Orange", "#ff7e00", "橙色", lang.Text{Zh: "橙色(II级/严重)", En: "orange (level II)"}},
	{Yellow, "Moderate", "Yellow", "#ffff00", "黄色", lang.Text{Zh: "黄色(III级/较重)", En: "yellow (level III)"}},
	{Blue, "Minor", "Blue", "#0000ff", "蓝色", lang.Text{Zh: "蓝色(IV级/一般)", En: "blue (level IV)"}},
}

func (c Colour) rank() int {
	return slices.IndexFunc(levels, func(l level) bool { return l.colour == c })
}

// Text is the colour's words with its level.
func (c Colour) Text() lang.Text {
	if i := c.rank(); i >= 0 {
		return levels[i].words
	}
	return lang.Text{}
}

// Worse reports whether c is graver than d.
func (c Colour) Worse(d Colour) bool { return c.rank() < d.rank() }

// Colour is that of the parameter ColorCode, else that of the severity, else the one that the headline names; and yellow
// when none says anything, as what is unknown is not harmless.
func (i Info) Colour() Colour {
	code := strings.ToLower(strings.TrimSpace(named(i.Parameters, ColorCode)))
	for _, says := range []func(level) bool{
		func(l level) bool {
			return code == string(l.colour) || code == l.hex || code == l.han || code+"色" == l.han
		},
		func(l level) bool { return i.Severity == l.severity },
		func(l level) bool { return strings.Contains(i.Headline, l.han+"预警") },
	} {
		if k := slices.IndexFunc(levels, says); k >= 0 {
			return levels[k].colour
		}
	}
	return Yellow
}

// Colour is the worst of the infos, and "" when there are none.
func (a Alert) Colour() Colour {
	var worst Colour
	for _, i := range a.Infos {
		if c := i.Colour(); worst == "" || c.Worse(worst) {
			worst = c
		}
	}
	return worst
}
