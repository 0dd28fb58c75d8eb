package register

import "anlan/internal/base/lang"

func forestKinds() []Kind {
	return []Kind{
		{Name: "forest-plot", Title: lang.T("林地小班", "Forest plot"), Attrs: ForestPlot{}, Theme: Forest, Shape: Polygon, Style: Style{Glyph: "林", Colour: "#389e0d", MinZoom: 8}},
		{Name: "watchtower", Title: lang.T("森林瞭望塔", "Watchtower"), Attrs: Watchtower{}, Theme: Forest, Style: Style{Glyph: "塔", Colour: "#52c41a", MinZoom: 8}},
		{Name: "firebreak", Title: lang.T("防火隔离带", "Firebreak"), Attrs: Firebreak{}, Theme: Forest, Shape: Line, Style: Style{Glyph: "隔", Colour: "#a0d911", MinZoom: 9}},
		{Name: "forest-checkpoint", Title: lang.T("森林防火检查站", "Forest fire checkpoint"), Attrs: ForestCheckpoint{}, Theme: Forest, Style: Style{Glyph: "检", Colour: "#7cb305", MinZoom: 9}},
		{Name: "grave-site", Title: lang.T("林区坟茔集中点", "Graves in the woods"), Attrs: GraveSite{}, Theme: Forest, Style: Style{Glyph: "坟", Colour: "#8c8c8c", MinZoom: 11}},
	}
}

// ForestPlot is a plot of woods with its danger of fire (林地小班).
type ForestPlot struct {
	Code    string  `json:"code" title:"小班号|Plot" max:"40" list:"1" search:"code" key:"1"`
	Species string  `json:"species" title:"优势树种|Main species" enum:"pine=油松樟子松|Pine;larch=落叶松|Larch;oak=柞树|Oak;poplar=杨树|Poplar;mixed=针阔混交|Mixed;shrub=灌木|Shrub" list:"1" filter:"1"`
	Size    float64 `json:"size" title:"面积|Area" unit:"hm²" min:"0" max:"100000" list:"1" filter:"1"`
	Danger  string  `json:"danger" title:"火险区划等级|Grade of fire danger" enum:"1=Ⅰ级（高）|I (high);2=Ⅱ级（中）|II (middle);3=Ⅲ级（低）|III (low)" list:"1" filter:"1"`
	Fuel    float64 `json:"fuel" title:"可燃物载量|Fuel" unit:"t/hm²" min:"0" max:"200" filter:"1"`
	Slope   float64 `json:"slope" title:"坡度|Slope" unit:"°" min:"0" max:"90"`
	Aspect  string  `json:"aspect,omitempty" title:"坡向|Aspect" enum:"n=北|N;ne=东北|NE;e=东|E;se=东南|SE;s=南|S;sw=西南|SW;w=西|W;nw=西北|NW;flat=平地|Flat"`
	Keeper  string  `json:"keeper" title:"护林员|Ranger" private:"1" list:"1"`
	Phone   string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Owner   string  `json:"owner" title:"权属单位|Owner" max:"100" search:"text"`
}

// Watchtower is a tower from which woods are watched, by eye or by camera.
type Watchtower struct {
	Height float64 `json:"height" title:"塔高|Height" unit:"m" min:"0" max:"120" list:"1"`
	Reach  float64 `json:"reach" title:"瞭望半径|Reach" unit:"km" min:"0" max:"50" list:"1" filter:"1"`
	Mode   string  `json:"mode" title:"方式|Mode" enum:"person=人工|By eye;video=视频|Video;infrared=双光谱热成像|Infrared;both=人工和视频|Both" list:"1" filter:"1"`
	Power  string  `json:"power" title:"供电|Power" enum:"grid=市电|Grid;solar=太阳能|Solar;both=双路|Both"`
	Keeper string  `json:"keeper,omitempty" title:"瞭望员|Watcher" private:"1" needed:"mode=person,both"`
	Phone  string  `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	State  string  `json:"state" title:"状态|State" enum:"manned=值守|Manned;automatic=自动|Automatic;idle=停用|Idle" list:"1" filter:"1"`
}

// Firebreak is a strip kept free of fuel.
type Firebreak struct {
	Type       string  `json:"type" title:"类型|Type" enum:"bare=生土带|Bare earth;green=生物防火林带|Green belt;road=防火道路|Road;natural=自然阻隔|Natural" list:"1" filter:"1"`
	Width      float64 `json:"width" title:"宽度|Width" unit:"m" min:"0" max:"500" list:"1" filter:"1"`
	Length     float64 `json:"length" title:"长度|Length" unit:"km" min:"0" max:"500" list:"1"`
	Maintained string  `json:"maintained" title:"最近清理日期|Cleared" format:"date" list:"1" filter:"1"`
	Passable   bool    `json:"passable" title:"车辆可通行|Vehicles can pass" filter:"1"`
	Unit       string  `json:"unit" title:"管护单位|Kept by" max:"100" search:"text"`
}

// ForestCheckpoint is a post that keeps fire out of the woods.
type ForestCheckpoint struct {
	Type   string `json:"type" title:"类型|Type" enum:"fixed=固定|Fixed;seasonal=季节性|Of a season;mobile=流动|Mobile" list:"1" filter:"1"`
	People int    `json:"people" title:"值守人数|People" unit:"人" min:"0" max:"100" list:"1" count:"people"`
	Code   bool   `json:"code_scan" title:"启用防火码|Scans the fire code" filter:"1"`
	From   string `json:"from_day,omitempty" title:"值守开始|Manned from" format:"date" needed:"type=seasonal"`
	Until  string `json:"until_day,omitempty" title:"值守结束|Manned until" format:"date" from:"from_day" filter:"1"`
	Leader string `json:"leader" title:"站长|Leader" private:"1" list:"1"`
	Phone  string `json:"phone" title:"值班电话|Duty telephone" format:"phone" private:"1"`
}

// GraveSite is a place in the woods where people burn offerings.
type GraveSite struct {
	Graves  int    `json:"graves" title:"坟茔数|Graves" unit:"座" min:"1" max:"100000" list:"1" filter:"1"`
	Visits  int    `json:"visits" title:"清明祭扫人数|Visitors at Qingming" unit:"人" min:"0" max:"500000" list:"1" filter:"1"`
	Cleared bool   `json:"cleared" title:"周边可燃物已清理|Fuel around is cleared" list:"1" filter:"1"`
	Barrel  bool   `json:"burning_place" title:"设集中焚烧点|Has a place to burn" filter:"1"`
	Keeper  string `json:"keeper" title:"盯守责任人|Watches it" private:"1" list:"1"`
	Phone   string `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
}
