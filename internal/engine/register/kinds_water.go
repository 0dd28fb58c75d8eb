package register

import "anlan/internal/base/lang"

func waterKinds() []Kind {
	return []Kind{
		{Name: "river", Title: lang.T("河流", "River"), Attrs: Watercourse{}, Theme: WaterTheme, Shape: Line, Style: Style{Glyph: "河", Colour: "#1890ff", MinZoom: 6}},
		{Name: "river-section", Title: lang.T("河段", "Section of a river"), Attrs: RiverSection{}, Above: "river", Theme: WaterTheme, Shape: Line, Style: Style{Glyph: "段", Colour: "#40a9ff", MinZoom: 10}},
		{Name: "levee", Title: lang.T("堤防", "Levee"), Attrs: Levee{}, Above: "river", Theme: WaterTheme, Shape: Line, Style: Style{Glyph: "堤", Colour: "#096dd9", MinZoom: 10}},
		{Name: "reservoir", Title: lang.T("水库", "Reservoir"), Attrs: Reservoir{}, Theme: WaterTheme, Shape: Polygon, Style: Style{Glyph: "水", Colour: "#0050b3", MinZoom: 7}},
		{Name: "dam", Title: lang.T("水库大坝", "Dam"), Attrs: Dam{}, Above: "reservoir", Theme: WaterTheme, Shape: Line, Style: Style{Glyph: "坝", Colour: "#003a8c", MinZoom: 9}},
		{Name: "sluice", Title: lang.T("水闸", "Sluice"), Attrs: Sluice{}, Theme: WaterTheme, Style: Style{Glyph: "闸", Colour: "#2f54eb", MinZoom: 10}},
		{Name: "pump-station", Title: lang.T("排涝泵站", "Pumping station"), Attrs: PumpStation{}, Theme: WaterTheme, Style: Style{Glyph: "泵", Colour: "#597ef7", MinZoom: 10}},
		{Name: "waterlogging", Title: lang.T("易积水点", "Water-logging point"), Attrs: Waterlogging{}, Theme: WaterTheme, Style: Style{Glyph: "积", Colour: "#36cfc9", MinZoom: 9}},
		{Name: "river-gauge", Title: lang.T("河道水文站", "River gauge"), Attrs: RiverGauge{}, Above: "river", Theme: WaterTheme, Style: Style{Glyph: "位", Colour: "#91d5ff", MinZoom: 9}},
		{Name: "reservoir-gauge", Title: lang.T("水库水位站", "Reservoir gauge"), Attrs: ReservoirGauge{}, Above: "reservoir", Theme: WaterTheme, Style: Style{Glyph: "库", Colour: "#69c0ff", MinZoom: 9}},
		{Name: "rain-station", Title: lang.T("雨量站", "Rain station"), Attrs: RainStation{}, Theme: WaterTheme, Style: Style{Glyph: "雨", Colour: "#bae7ff", MinZoom: 9}},
	}
}

// Watercourse is a river as a whole, with the leader who answers for it.
type Watercourse struct {
	Grade    string  `json:"grade" title:"级别|Grade" enum:"national=国家级|National;province=省级|Province;city=市级|City;county=区县级|District" list:"1" filter:"1"`
	Length   float64 `json:"length" title:"市内长度|Length in the city" unit:"km" min:"0" max:"10000" list:"1" filter:"1"`
	Basin    float64 `json:"basin" title:"流域面积|Basin" unit:"km²" min:"0" max:"2000000"`
	Standard int     `json:"standard" title:"防洪标准（重现期）|Flood standard (years)" unit:"年" min:"1" max:"1000" list:"1" filter:"1"`
	Leader   string  `json:"leader" title:"包保领导|Leader who answers" private:"1" list:"1"`
	Post     string  `json:"post" title:"包保领导职务|Post of the leader" max:"60" list:"1"`
}

// RiverSection is a stretch of a river with its own persons in charge. Element.Parent is the river.
type RiverSection struct {
	Start     string  `json:"start" title:"起点|From" max:"60"`
	End       string  `json:"end" title:"止点|To" max:"60"`
	Length    float64 `json:"length" title:"长度|Length" unit:"km" min:"0" max:"1000" list:"1"`
	Danger    bool    `json:"danger" title:"险工险段|Weak stretch" list:"1" filter:"1"`
	Problem   string  `json:"problem,omitempty" title:"险情类型|Weakness" enum:"erosion=冲刷|Erosion;seepage=渗漏|Seepage;low=高度不足|Too low;gap=缺口|Gap;structure=穿堤建筑物|Structure in the levee" needed:"danger=true" filter:"1"`
	People    int     `json:"people" title:"威胁人口|People threatened" unit:"人" min:"0" max:"5000000" list:"1" filter:"1" count:"people"`
	Person    string  `json:"person" title:"防汛责任人|Answers for it" private:"1" list:"1"`
	Phone     string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Materials string  `json:"materials,omitempty" title:"就近物料堆放点|Material near by" max:"100"`
}

// Levee is a dyke along a river.
type Levee struct {
	Grade    string  `json:"grade" title:"级别|Grade" enum:"1=1 级|1;2=2 级|2;3=3 级|3;4=4 级|4;5=5 级|5" list:"1" filter:"1"`
	Side     string  `json:"side" title:"岸别|Bank" enum:"left=左岸|Left;right=右岸|Right" list:"1"`
	Length   float64 `json:"length" title:"长度|Length" unit:"km" min:"0" max:"1000" list:"1" filter:"1"`
	Crest    float64 `json:"crest" title:"堤顶高程|Crest" unit:"m" min:"-50" max:"1000" from:"design"`
	Design   float64 `json:"design" title:"设计洪水位|Design flood level" unit:"m" min:"-50" max:"1000"`
	Standard int     `json:"standard" title:"防洪标准（重现期）|Flood standard (years)" unit:"年" min:"1" max:"1000" list:"1" filter:"1"`
	Reached  bool    `json:"reached" title:"达标|Up to the standard" list:"1" filter:"1"`
	Unit     string  `json:"unit" title:"管理单位|Kept by" max:"100" search:"text"`
}

// Reservoir is a reservoir with its levels in order: dead, flood limit, normal, design flood, check flood (SL 252-2017).
type Reservoir struct {
	Size     string  `json:"size" title:"规模|Size" enum:"large1=大（1）型|Large 1;large2=大（2）型|Large 2;medium=中型|Middle;small1=小（1）型|Small 1;small2=小（2）型|Small 2" list:"1" filter:"1"`
	Volume   float64 `json:"volume" title:"总库容|Volume" unit:"万m³" min:"0" max:"10000000" list:"1" filter:"1"`
	Dead     float64 `json:"dead_level" title:"死水位|Dead level" unit:"m" min:"-50" max:"5000"`
	Limit    float64 `json:"limit_level" title:"汛限水位|Flood limit level" unit:"m" min:"-50" max:"5000" from:"dead_level" list:"1"`
	Normal   float64 `json:"normal_level" title:"正常蓄水位|Normal level" unit:"m" min:"-50" max:"5000" from:"dead_level"`
	Design   float64 `json:"design_level" title:"设计洪水位|Design flood level" unit:"m" min:"-50" max:"5000" from:"limit_level"`
	Check    float64 `json:"check_level" title:"校核洪水位|Check flood level" unit:"m" min:"-50" max:"5000" from:"design_level"`
	Use      string  `json:"use" title:"主要功能|Use" enum:"flood=防洪|Flood control;supply=供水|Water supply;irrigation=灌溉|Irrigation;power=发电|Power" filter:"1"`
	Sick     bool    `json:"sick" title:"病险水库|Its dam is sick" list:"1" filter:"1"`
	People   int     `json:"people" title:"下游影响人口|People downstream" unit:"人" min:"0" max:"10000000" filter:"1" count:"people"`
	Admin    string  `json:"administrative" title:"行政责任人|Answers for the government" private:"1" list:"1"`
	Tech     string  `json:"technical" title:"技术责任人|Answers for technique" private:"1"`
	Patrol   string  `json:"patrol" title:"巡查责任人|Answers for patrols" private:"1"`
	PatrolNo string  `json:"patrol_phone" title:"巡查责任人电话|Telephone of the patrol" format:"phone" private:"1"`
}

// Dam is the dam of a reservoir. Element.Parent is the reservoir.
type Dam struct {
	Type     string  `json:"type" title:"坝型|Type" enum:"earth=土坝|Earth;rock=堆石坝|Rockfill;gravity=重力坝|Gravity;arch=拱坝|Arch" list:"1" filter:"1"`
	Height   float64 `json:"height" title:"最大坝高|Height" unit:"m" min:"0" max:"400" list:"1" filter:"1"`
	Length   float64 `json:"length" title:"坝顶长度|Length of the crest" unit:"m" min:"0" max:"20000" list:"1"`
	Crest    float64 `json:"crest" title:"坝顶高程|Crest" unit:"m" min:"-50" max:"5000"`
	Spillway float64 `json:"spillway" title:"溢洪道最大泄量|Largest spill" unit:"m³/s" min:"0" max:"100000"`
	Safety   string  `json:"safety" title:"安全鉴定类别|Safety class" enum:"1=一类坝|1;2=二类坝|2;3=三类坝|3" list:"1" filter:"1"`
	Assessed string  `json:"assessed" title:"鉴定日期|Assessed" format:"date" filter:"1"`
	Seepage  bool    `json:"seepage_watched" title:"渗流监测|Seepage is watched" filter:"1"`
}

// Sluice is a gate in a river or levee.
type Sluice struct {
	Type     string  `json:"type" title:"类型|Type" enum:"control=节制闸|Control;inlet=进水闸|Inlet;outlet=泄洪闸|Flood outlet;drain=排水闸|Drain;tide=分洪闸|Diversion" list:"1" filter:"1"`
	Gates    int     `json:"gates" title:"闸孔数|Gates" unit:"孔" min:"1" max:"100" list:"1"`
	Flow     float64 `json:"flow" title:"设计过闸流量|Flow of the design" unit:"m³/s" min:"0" max:"50000" list:"1" filter:"1"`
	Power    string  `json:"power" title:"启闭方式|Drive" enum:"electric=电动|Electric;hydraulic=液压|Hydraulic;manual=手动|Manual" filter:"1"`
	Standby  bool    `json:"standby_power" title:"备用电源|Standby power" filter:"1"`
	Safety   string  `json:"safety" title:"安全类别|Safety class" enum:"1=一类|1;2=二类|2;3=三类|3;4=四类|4" list:"1" filter:"1"`
	Operator string  `json:"operator" title:"操作责任人|Operator" private:"1"`
	Phone    string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
}

// PumpStation pumps rain water out.
type PumpStation struct {
	Pumps    int     `json:"pumps" title:"水泵台数|Pumps" unit:"台" min:"1" max:"100" list:"1"`
	Flow     float64 `json:"flow" title:"总排水能力|Pumping" unit:"m³/s" min:"0" max:"1000" list:"1" filter:"1"`
	Area     float64 `json:"served" title:"服务面积|Area served" unit:"km²" min:"0" max:"1000"`
	Start    float64 `json:"start_level" title:"开泵水位|Starts at" unit:"m" min:"-50" max:"1000" from:"stop_level"`
	Stop     float64 `json:"stop_level" title:"停泵水位|Stops at" unit:"m" min:"-50" max:"1000"`
	Remote   bool    `json:"remote" title:"远程自动控制|Runs by itself" filter:"1"`
	Standby  bool    `json:"standby_power" title:"双回路或备用电源|Second power supply" list:"1" filter:"1"`
	State    string  `json:"state" title:"状态|State" enum:"ready=正常|Ready;repair=检修|Under repair;broken=故障|Broken" list:"1" filter:"1"`
	Operator string  `json:"operator" title:"值守人员|On duty" private:"1"`
	Phone    string  `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// Waterlogging is a place where rain stands in the street; each has a plan of its own (一点一策). The depths are the depth
// in the street at which to warn, to close it, and to get people away.
type Waterlogging struct {
	Type   string  `json:"type" title:"类型|Type" enum:"underpass=下穿立交|Underpass;road=低洼路段|Low road;estate=低洼小区|Low estate;tunnel=地下空间|Underground space" list:"1" filter:"1"`
	Worst  float64 `json:"worst_depth" title:"历史最大积水深|Worst depth" unit:"cm" min:"0" max:"1000" list:"1" filter:"1"`
	Warn   float64 `json:"warn_depth" title:"预警水深|Warn at" unit:"cm" min:"0" max:"1000" list:"1"`
	Close  float64 `json:"close_depth" title:"封路水深|Close at" unit:"cm" min:"0" max:"1000" from:"warn_depth" list:"1"`
	Evacu  float64 `json:"evacuate_depth" title:"转移水深|Get people away at" unit:"cm" min:"0" max:"1000" from:"close_depth"`
	Rain   float64 `json:"rain" title:"致灾小时雨量|Rain in an hour that floods it" unit:"mm" min:"0" max:"300"`
	Policy string  `json:"policy" title:"一点一策|Plan of the point" format:"text" max:"2000"`
	Pumps  int     `json:"pumps,omitempty" title:"前置排水设备|Pumps placed beforehand" unit:"台" min:"0" max:"100"`
	Person string  `json:"person" title:"防汛责任人|Answers for it" private:"1" list:"1"`
	Phone  string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Police string  `json:"police,omitempty" title:"交警责任人|Traffic police" private:"1"`
	Mended bool    `json:"mended" title:"已完成改造|Rebuilt" filter:"1"`
	Camera string  `json:"camera,omitempty" title:"关联视频编码|Camera" pattern:"^[0-9]{20}$"`
}

// RiverGauge measures a river (SL 651 telemetry). Its levels are in order: warning, guaranteed; and the highest known.
type RiverGauge struct {
	Code    string  `json:"code" title:"测站编码|Station code" pattern:"^[0-9A-F]{8,10}$" list:"1" search:"code" key:"1"`
	Datum   string  `json:"datum" title:"基面|Datum" enum:"national85=1985 国家高程|National 1985;assumed=假定基面|Assumed;wusong=吴淞|Wusong"`
	Warn    float64 `json:"warn_level" title:"警戒水位|Warning level" unit:"m" min:"-50" max:"5000" list:"1"`
	Safe    float64 `json:"guaranteed_level" title:"保证水位|Guaranteed level" unit:"m" min:"-50" max:"5000" from:"warn_level" list:"1"`
	Highest float64 `json:"highest_level,omitempty" title:"历史最高水位|Highest level known" unit:"m" min:"-50" max:"5000"`
	Flow    float64 `json:"safe_flow,omitempty" title:"安全泄量|Safe flow" unit:"m³/s" min:"0" max:"100000"`
	Period  int     `json:"period" title:"报送间隔|Sends every" unit:"min" min:"1" max:"1440"`
	State   string  `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1" filter:"1"`
}

// ReservoirGauge measures the level of a reservoir.
type ReservoirGauge struct {
	Code   string  `json:"code" title:"测站编码|Station code" pattern:"^[0-9A-F]{8,10}$" list:"1" search:"code" key:"1"`
	Sensor string  `json:"sensor" title:"传感方式|Sensor" enum:"pressure=压力式|Pressure;radar=雷达式|Radar;float=浮子式|Float;bubble=气泡式|Bubbler" list:"1" filter:"1"`
	Warn   float64 `json:"warn_level" title:"预警水位|Warn at" unit:"m" min:"-50" max:"5000" list:"1"`
	Limit  float64 `json:"act_level" title:"紧急水位|Act at" unit:"m" min:"-50" max:"5000" from:"warn_level" list:"1"`
	Period int     `json:"period" title:"报送间隔|Sends every" unit:"min" min:"1" max:"1440"`
	State  string  `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1" filter:"1"`
}

// RainStation measures rain; the amounts are those at which to get ready and to act.
type RainStation struct {
	Code   string  `json:"code" title:"测站编码|Station code" pattern:"^[0-9A-F]{8,10}$" list:"1" search:"code" key:"1"`
	Type   string  `json:"type" title:"类型|Type" enum:"tipping=翻斗式|Tipping bucket;weighing=称重式|Weighing;radar=雷达雨量|Radar" filter:"1"`
	Ready  float64 `json:"ready_1h" title:"1 h 准备转移雨量|Get ready at, 1 h" unit:"mm" min:"0" max:"300" list:"1"`
	Act    float64 `json:"act_1h" title:"1 h 立即转移雨量|Act at, 1 h" unit:"mm" min:"0" max:"300" from:"ready_1h" list:"1"`
	Act3   float64 `json:"act_3h,omitempty" title:"3 h 立即转移雨量|Act at, 3 h" unit:"mm" min:"0" max:"600" from:"act_1h"`
	Period int     `json:"period" title:"报送间隔|Sends every" unit:"min" min:"1" max:"1440"`
	State  string  `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1" filter:"1"`
}
