package fwi

import "anlan/internal/base/lang"

// Level is a grade of danger of the country, 1 (hard to burn) to 5 (extreme).
type Level struct {
	Level  int       `json:"level"`
	Title  lang.Text `json:"title"`
	Colour string    `json:"colour" doc:"the colour of QX/T 77-2007; the word stands beside it"`
	From   float64   `json:"from" doc:"least index of fire weather of the level"`
	Orders lang.Text `json:"orders" doc:"what holds then"`
}

// Levels are the five levels. Their names and colours are those of the country (LY/T 1172-95, QX/T 77-2007); from which
// index each begins is a parameter of the city: the standard has its own index, whose tables were not at hand, so the
// limits here are the common classes of the Canadian index (0, 5, 12, 22, 38) and must be fitted to the city's fires.
var Levels = []Level{
	{1, lang.T("一级（低火险）", "1 (low)"), "green", 0, lang.T("不易燃烧，可用火", "Hard to burn; fire may be used")},
	{2, lang.T("二级（较低火险）", "2 (rather low)"), "blue", 5, lang.T("难以蔓延，用火须有人看守", "Spreads badly; fires are watched")},
	{3, lang.T("三级（较高火险）", "3 (rather high)"), "yellow", 12, lang.T("较易燃烧，控制野外用火", "May burn; fires out of doors are restricted")},
	{4, lang.T("四级（高火险）", "4 (high)"), "orange", 22, lang.T("容易燃烧，停止林区野外用火", "Burns easily; no fires in the woods")},
	{5, lang.T("五级（极高火险）", "5 (extreme)"), "red", 38, lang.T("极易燃烧，严禁一切野外用火", "Burns very easily; all fires out of doors are banned")},
}

// LevelOf is the level of an index of fire weather.
func LevelOf(index float64) Level {
	out := Levels[0]
	for _, l := range Levels {
		if index >= l.From {
			out = l
		}
	}
	return out
}
