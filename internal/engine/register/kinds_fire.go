package register

import "anlan/internal/base/lang"

func fireKinds() []Kind {
	return []Kind{
		{Name: "fire-lane", Title: lang.T("消防车通道", "Fire lane"), Attrs: FireLane{}, Theme: FireSafety, KeyField: KeyFireLane, Shape: Line, Style: Style{Glyph: "道", Colour: "#ff4d4f", MinZoom: 13}},
		{Name: "hydrant", Title: lang.T("消火栓与取水点", "Hydrant or water point"), Attrs: Hydrant{}, Theme: FireSafety, Style: Style{Glyph: "栓", Colour: "#ff7875", MinZoom: 13}},
		{Name: "fire-station", Title: lang.T("消防救援站", "Fire station"), Attrs: FireStation{}, Theme: FireSafety, Style: Style{Glyph: "消", Colour: "#ff7a45", MinZoom: 9}},
	}
}

// FireLane is a way that fire engines take to a building (消防车通道). The twelve fields are those that the city's rules on
// fire lanes need: where, how wide, high, long and strong it is, what stands in the way, and who answers for it.
type FireLane struct {
	Serves   string  `json:"serves" title:"服务建筑或小区|Building or estate served" max:"100" list:"1"`
	Form     string  `json:"form" title:"形式|Form" enum:"ring=环形|Ring;long=沿长边|Along the long side;end=尽头式|Dead end" list:"1" filter:"1"`
	Width    float64 `json:"width" title:"净宽|Clear width" unit:"m" min:"0" max:"50" list:"1" filter:"1"`
	Height   float64 `json:"height" title:"净高|Clear height" unit:"m" min:"0" max:"50" list:"1" filter:"1"`
	Length   float64 `json:"length" title:"长度|Length" unit:"m" min:"0" max:"20000"`
	Radius   float64 `json:"radius" title:"转弯半径|Turning radius" unit:"m" min:"0" max:"50"`
	Load     float64 `json:"load" title:"承载能力|Load" unit:"t" min:"0" max:"100"`
	TurnArea string  `json:"turning_area,omitempty" title:"回车场|Turning place" enum:"yes=有|Yes;no=无|No" needed:"form=end"`
	Marked   bool    `json:"marked" title:"划线标识到位|Marked and signed" filter:"1"`
	State    string  `json:"state" title:"通行状态|State" enum:"clear=畅通|Clear;narrowed=变窄|Narrowed;blocked=堵塞|Blocked" list:"1" filter:"1"`
	Obstacle string  `json:"obstacle,omitempty" title:"占用堵塞情形|What is in the way" max:"200" needed:"state=narrowed,blocked"`
	Keeper   string  `json:"keeper" title:"管理责任单位|Kept by" max:"100" list:"1"`
}

// Hydrant is a hydrant or another place to take water for fire-fighting.
type Hydrant struct {
	Type     string  `json:"type" title:"类型|Type" enum:"ground=地上式|Above ground;under=地下式|Below ground;crane=消防水鹤|Water crane;natural=天然取水点|Natural water;pool=消防水池|Pool" list:"1" filter:"1"`
	Pressure float64 `json:"pressure,omitempty" title:"静压|Pressure at rest" unit:"MPa" min:"0" max:"5" needed:"type=ground,under,crane" filter:"1"`
	Flow     float64 `json:"flow,omitempty" title:"流量|Flow" unit:"L/s" min:"0" max:"500"`
	Volume   float64 `json:"volume,omitempty" title:"可取水量|Water to be taken" unit:"m³" min:"0" max:"10000000" needed:"type=pool"`
	Diameter int     `json:"diameter,omitempty" title:"管径|Diameter of the pipe" unit:"mm" min:"50" max:"2000"`
	State    string  `json:"state" title:"状态|State" enum:"good=完好|Good;damaged=损坏|Damaged;buried=埋压圈占|Buried or blocked;frozen=冻结|Frozen" list:"1" filter:"1"`
	Checked  string  `json:"checked,omitempty" title:"最近检查日期|Checked" format:"date" list:"1" filter:"1"`
	Keeper   string  `json:"keeper" title:"维护单位|Kept by" max:"100" list:"1"`
}

// FireStation is a station of the fire and rescue service.
type FireStation struct {
	Class    string  `json:"class" title:"站级|Class" enum:"special=特勤站|Special;first=一级普通站|First class;second=二级普通站|Second class;small=小型站|Small" list:"1" filter:"1"`
	People   int     `json:"people" title:"人数|People" unit:"人" min:"0" list:"1" filter:"1" count:"people"`
	Vehicles int     `json:"vehicles" title:"车辆|Vehicles" unit:"辆" min:"0" list:"1"`
	Foam     float64 `json:"foam,omitempty" title:"泡沫液储量|Foam concentrate" unit:"t" min:"0" max:"500"`
	Ladder   float64 `json:"ladder,omitempty" title:"最大举升高度|Highest ladder" unit:"m" min:"0" max:"120" filter:"1"`
	Phone    string  `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}
