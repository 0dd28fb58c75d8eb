package register

import "anlan/internal/base/lang"

func lifelineKinds() []Kind {
	return []Kind{
		{Name: "gas-station", Title: lang.T("加油加气站", "Filling station"), Attrs: GasStation{}, Theme: Lifeline, KeyField: KeyGas, Style: Style{Glyph: "油", Colour: "#ffa940", MinZoom: 9}},
		{Name: "lpg-station", Title: lang.T("瓶装液化气站", "LPG station"), Attrs: LPGStation{}, Theme: Lifeline, KeyField: KeyGas, Style: Style{Glyph: "瓶", Colour: "#ffbb96", MinZoom: 10}},
		{Name: "gas-governor", Title: lang.T("燃气门站与调压站", "Gas gate or governor station"), Attrs: GasGovernor{}, Theme: Lifeline, KeyField: KeyGas, Style: Style{Glyph: "压", Colour: "#ffc069", MinZoom: 11}},
		{Name: "gas-pipeline", Title: lang.T("燃气管线", "Gas pipeline"), Attrs: Pipeline{}, Theme: Lifeline, KeyField: KeyGas, Shape: Line, Style: Style{Glyph: "燃", Colour: "#fa8c16", MinZoom: 9}},
		{Name: "oil-pipeline", Title: lang.T("油气长输管道", "Oil and gas trunk line"), Attrs: Pipeline{}, Theme: Lifeline, KeyField: KeyPipes, Shape: Line, Style: Style{Glyph: "输", Colour: "#d46b08", MinZoom: 7}},
		{Name: "utility-tunnel", Title: lang.T("地下综合管廊", "Utility tunnel"), Attrs: UtilityTunnel{}, Theme: Lifeline, KeyField: KeyPipes, Shape: Line, Style: Style{Glyph: "廊", Colour: "#9254de", MinZoom: 9}},
		{Name: "metro-line", Title: lang.T("轨道交通线路", "Metro line"), Attrs: MetroLine{}, Theme: Lifeline, KeyField: KeyRail, Shape: Line, Style: Style{Glyph: "轨", Colour: "#f5222d", MinZoom: 7}},
		{Name: "metro-station", Title: lang.T("轨道交通车站", "Metro station"), Attrs: MetroStation{}, Above: "metro-line", Theme: Lifeline, KeyField: KeyRail, Style: Style{Glyph: "站", Colour: "#ff4d4f", MinZoom: 9}},
		{Name: "heat-plant", Title: lang.T("供热热源厂", "Heating plant"), Attrs: HeatPlant{}, Theme: Lifeline, Style: Style{Glyph: "热", Colour: "#ff9c6e", MinZoom: 9}},
		{Name: "water-plant", Title: lang.T("自来水厂", "Water works"), Attrs: WaterPlant{}, Theme: Lifeline, Style: Style{Glyph: "自", Colour: "#69c0ff", MinZoom: 9}},
		{Name: "substation", Title: lang.T("变电站", "Substation"), Attrs: Substation{}, Theme: Lifeline, Style: Style{Glyph: "电", Colour: "#ffec3d", MinZoom: 9}},
		{Name: "base-station", Title: lang.T("通信基站", "Base station"), Attrs: BaseStation{}, Theme: Lifeline, Style: Style{Glyph: "信", Colour: "#87e8de", MinZoom: 13}},
		{Name: "bridge", Title: lang.T("桥梁", "Bridge"), Attrs: Bridge{}, Theme: Lifeline, Shape: Line, Style: Style{Glyph: "桥", Colour: "#adc6ff", MinZoom: 10}},
		{Name: "road-tunnel", Title: lang.T("隧道与地下通道", "Road tunnel or underpass"), Attrs: RoadTunnel{}, Theme: Lifeline, Shape: Line, Style: Style{Glyph: "隧", Colour: "#8c8c8c", MinZoom: 10}},
		{Name: "waste-site", Title: lang.T("建筑垃圾消纳场", "Construction waste site"), Attrs: WasteSite{}, Theme: Lifeline, KeyField: KeyWaste, Shape: Polygon, Style: Style{Glyph: "渣", Colour: "#a8744f", MinZoom: 9}},
		{Name: "landfill", Title: lang.T("垃圾填埋场（渣土受纳场）", "Landfill"), Attrs: Landfill{}, Theme: Lifeline, KeyField: KeyLandfill, Shape: Polygon, Style: Style{Glyph: "填", Colour: "#7c5a3c", MinZoom: 9}},
	}
}

// GasStation is a filling station for petrol, diesel, gas or hydrogen (GB 50156).
type GasStation struct {
	Fuel    string  `json:"fuel" title:"类型|Type" enum:"oil=加油站|Petrol;cng=CNG 加气站|CNG;lng=LNG 加气站|LNG;lpg=LPG 加气站|LPG;both=油气合建站|Petrol and gas;hydrogen=加氢站|Hydrogen" list:"1" filter:"1"`
	Class   string  `json:"class" title:"等级|Class" enum:"1=一级|1;2=二级|2;3=三级|3" list:"1" filter:"1"`
	Tanks   int     `json:"tanks" title:"储罐数|Tanks" unit:"个" min:"0" max:"50"`
	Volume  float64 `json:"volume" title:"总容积|Volume" unit:"m³" min:"0" max:"2000" list:"1" filter:"1"`
	Double  bool    `json:"double_wall" title:"双层罐或防渗池|Double-walled" filter:"1"`
	Licence string  `json:"licence" title:"经营许可证号|Licence" max:"60" search:"code"`
	Issued  string  `json:"issued" title:"发证日期|Issued" format:"date"`
	Expires string  `json:"expires" title:"有效期至|Valid until" format:"date" from:"issued" list:"1" filter:"1"`
	Keeper  string  `json:"keeper" title:"站长|Keeper" private:"1"`
	Phone   string  `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// LPGStation is a place where LPG is filled or sold in bottles.
type LPGStation struct {
	Type    string  `json:"type" title:"类型|Type" enum:"filling=充装站|Filling station;supply1=Ⅰ类供应站|Supply station I;supply2=Ⅱ类供应站|Supply station II;supply3=Ⅲ类供应站|Supply station III" list:"1" filter:"1"`
	Bottles int     `json:"bottles" title:"最大存瓶数|Bottles at most" unit:"瓶" min:"0" max:"50000" list:"1" filter:"1"`
	Volume  float64 `json:"volume" title:"总容积|Volume" unit:"m³" min:"0" max:"5000" list:"1"`
	Users   int     `json:"users,omitempty" title:"供应户数|Customers" unit:"户" min:"0" max:"1000000"`
	Issued  string  `json:"issued" title:"发证日期|Issued" format:"date"`
	Expires string  `json:"expires" title:"有效期至|Valid until" format:"date" from:"issued" list:"1" filter:"1"`
	Keeper  string  `json:"keeper" title:"负责人|Keeper" private:"1"`
	Phone   string  `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// GasGovernor is a gate station or a governor of the gas network.
type GasGovernor struct {
	Type   string  `json:"type" title:"类型|Type" enum:"gate=门站|Gate station;storage=储配站|Holder station;governor=调压站|Governor station;box=调压箱柜|Governor box" list:"1" filter:"1"`
	Inlet  float64 `json:"inlet" title:"进口压力|Inlet pressure" unit:"MPa" min:"0" max:"10" from:"outlet" list:"1" filter:"1"`
	Outlet float64 `json:"outlet" title:"出口压力|Outlet pressure" unit:"MPa" min:"0" max:"10" list:"1"`
	Flow   float64 `json:"flow" title:"设计流量|Flow of the design" unit:"m³/h" min:"0" max:"1000000" list:"1"`
	Users  int     `json:"users" title:"供气户数|Customers" unit:"户" min:"0" max:"3000000" filter:"1"`
	Shut   bool    `json:"remote_shut" title:"可远程切断|May be shut from afar" filter:"1"`
	Unit   string  `json:"unit" title:"运营单位|Operator" max:"100" search:"text"`
	Phone  string  `json:"phone" title:"抢险电话|Emergency telephone" format:"phone"`
}

// Pipeline is a pipe for gas or oil: a stretch of the city's network, or of a trunk line.
type Pipeline struct {
	Medium    string  `json:"medium" title:"介质|Medium" enum:"natural=天然气|Natural gas;coal=人工煤气|Town gas;lpg=液化石油气|LPG;crude=原油|Crude oil;product=成品油|Oil products" list:"1" filter:"1"`
	Class     string  `json:"class" title:"压力级别|Pressure class" enum:"low=低压|Low;medium=中压|Medium;subhigh=次高压|Sub-high;high=高压|High;long=长输|Trunk" list:"1" filter:"1"`
	Working   float64 `json:"working" title:"运行压力|Working pressure" unit:"MPa" min:"0" max:"20"`
	Design    float64 `json:"design" title:"设计压力|Design pressure" unit:"MPa" min:"0" max:"20" from:"working" filter:"1"`
	Diameter  int     `json:"diameter" title:"管径|Diameter" unit:"mm" min:"10" max:"2000" list:"1" filter:"1"`
	Length    float64 `json:"length" title:"长度|Length" unit:"km" min:"0" max:"2000" list:"1"`
	Material  string  `json:"material" title:"管材|Material" enum:"steel=钢管|Steel;pe=PE 管|PE;iron=铸铁管|Cast iron;ductile=球墨铸铁|Ductile iron" list:"1" filter:"1"`
	Laid      int     `json:"laid" title:"敷设年份|Year laid" format:"year" min:"1900" max:"2100" list:"1" filter:"1"`
	Depth     float64 `json:"depth,omitempty" title:"埋深|Depth" unit:"m" min:"0" max:"50"`
	Inspected string  `json:"inspected,omitempty" title:"检验日期|Inspected" format:"date"`
	Next      string  `json:"next_inspection,omitempty" title:"下次检验日期|Next inspection" format:"date" from:"inspected" filter:"1"`
	Covered   bool    `json:"covered" title:"存在占压|Built over" filter:"1"`
	Unit      string  `json:"unit" title:"运营单位|Operator" max:"100" search:"text"`
	Phone     string  `json:"phone" title:"抢险电话|Emergency telephone" format:"phone"`
}

// UtilityTunnel is a tunnel that holds the pipes and cables of a street (综合管廊, GB 50838).
type UtilityTunnel struct {
	Type     string   `json:"type" title:"类型|Type" enum:"trunk=干线|Trunk;branch=支线|Branch;cable=缆线|Cable" list:"1" filter:"1"`
	Length   float64  `json:"length" title:"长度|Length" unit:"km" min:"0" max:"500" list:"1" filter:"1"`
	Chambers int      `json:"chambers" title:"舱室数|Chambers" unit:"个" min:"1" max:"10" list:"1"`
	Holds    []string `json:"holds" title:"入廊管线|What it holds" max:"20"`
	Gas      bool     `json:"gas" title:"含天然气舱|Has a gas chamber" list:"1" filter:"1"`
	Exits    int      `json:"exits" title:"人员出入口|Ways out" unit:"个" min:"1" max:"500"`
	Detect   bool     `json:"detectors" title:"气体与水位监测|Watches gas and water" filter:"1"`
	Unit     string   `json:"unit" title:"运维单位|Operator" max:"100" search:"text"`
	Phone    string   `json:"phone" title:"监控中心电话|Telephone of the control room" format:"phone"`
}

// MetroLine is a line of the metro.
type MetroLine struct {
	No       string  `json:"no" title:"线路编号|Number" max:"20" list:"1"`
	State    string  `json:"state" title:"状态|State" enum:"running=运营|Running;building=在建|Being built;trial=试运行|On trial" list:"1" filter:"1"`
	Length   float64 `json:"length" title:"长度|Length" unit:"km" min:"0" max:"200" list:"1" filter:"1"`
	Stations int     `json:"stations" title:"车站数|Stations" unit:"座" min:"2" max:"200" list:"1"`
	Daily    int     `json:"daily" title:"日均客流|Passengers a day" unit:"人次" min:"0" max:"10000000" list:"1"`
	Opened   string  `json:"opened,omitempty" title:"开通日期|Opened" format:"date" needed:"state=running"`
	Power    string  `json:"power" title:"供电方式|Power" enum:"rail=第三轨|Third rail;wire=接触网|Overhead line"`
	Operator string  `json:"operator" title:"运营单位|Operator" max:"100" search:"text"`
	Phone    string  `json:"phone" title:"控制中心电话|Telephone of the control centre" format:"phone"`
}

// MetroStation is a station of a metro line. Element.Parent is the line.
type MetroStation struct {
	Form     string  `json:"form" title:"形式|Form" enum:"underground=地下|Underground;elevated=高架|Elevated;ground=地面|At grade" list:"1" filter:"1"`
	Transfer bool    `json:"transfer" title:"换乘站|Passengers change here" list:"1" filter:"1"`
	Depth    float64 `json:"depth,omitempty" title:"站台埋深|Depth of the platform" unit:"m" min:"0" max:"100" needed:"form=underground"`
	Exits    int     `json:"exits" title:"出入口|Exits" unit:"个" min:"1" max:"50" list:"1"`
	Daily    int     `json:"daily" title:"日均进站|Passengers a day" unit:"人次" min:"0" max:"1000000" list:"1" filter:"1"`
	Lowest   float64 `json:"lowest_entrance,omitempty" title:"最低出入口高出路面|Lowest entrance above the street" unit:"m" min:"-5" max:"20"`
	Barrier  bool    `json:"flood_barrier" title:"配备防汛挡板|Has flood barriers" filter:"1"`
	Phone    string  `json:"phone" title:"车站电话|Telephone" format:"phone"`
}

// HeatPlant makes heat for district heating.
type HeatPlant struct {
	Type    string  `json:"type" title:"类型|Type" enum:"chp=热电联产|Heat and power;boiler=区域锅炉房|Boiler house;pump=热泵|Heat pumps;peak=调峰热源|Peak plant" list:"1" filter:"1"`
	Power   float64 `json:"power" title:"供热能力|Heating power" unit:"MW" min:"0" max:"10000" list:"1" filter:"1"`
	Area    float64 `json:"heated" title:"供热面积|Area heated" unit:"万m²" min:"0" max:"50000" list:"1" filter:"1"`
	Fuel    string  `json:"fuel" title:"燃料|Fuel" enum:"coal=煤|Coal;gas=天然气|Gas;biomass=生物质|Biomass;electric=电|Electricity"`
	Stock   float64 `json:"stock,omitempty" title:"燃料储备可用天数|Days of fuel in stock" unit:"天" min:"0" max:"365" filter:"1"`
	Boilers int     `json:"boilers" title:"锅炉台数|Boilers" unit:"台" min:"0" max:"100"`
	Unit    string  `json:"unit" title:"运营单位|Operator" max:"100" search:"text"`
	Phone   string  `json:"phone" title:"抢修电话|Emergency telephone" format:"phone"`
}

// WaterPlant makes drinking water.
type WaterPlant struct {
	Source   string  `json:"source" title:"水源|Source" enum:"reservoir=水库|Reservoir;ground=地下水|Ground water;river=河流|River;transfer=外调水|Brought from afar" list:"1" filter:"1"`
	Output   float64 `json:"output" title:"日均供水|Water a day" unit:"万m³/d" min:"0" max:"500" list:"1"`
	Capacity float64 `json:"capacity" title:"供水能力|Capacity" unit:"万m³/d" min:"0" max:"500" from:"output" list:"1" filter:"1"`
	People   int     `json:"people" title:"服务人口|People served" unit:"人" min:"0" max:"20000000" filter:"1" count:"people"`
	Chlorine string  `json:"disinfection" title:"消毒方式|Disinfection" enum:"chlorine=液氯|Chlorine;hypochlorite=次氯酸钠|Hypochlorite;dioxide=二氧化氯|Chlorine dioxide;ozone=臭氧|Ozone" list:"1" filter:"1"`
	Standby  bool    `json:"standby_power" title:"双电源或自备电源|Second power supply" filter:"1"`
	Unit     string  `json:"unit" title:"运营单位|Operator" max:"100" search:"text"`
	Phone    string  `json:"phone" title:"调度电话|Telephone of the control room" format:"phone"`
}

// Substation is a substation of the power grid.
type Substation struct {
	Voltage  string  `json:"voltage" title:"电压等级|Voltage" enum:"500=500 kV|500 kV;220=220 kV|220 kV;66=66 kV|66 kV;35=35 kV|35 kV" list:"1" filter:"1"`
	Load     float64 `json:"load" title:"最大负荷|Largest load" unit:"MW" min:"0" max:"5000" list:"1"`
	Capacity float64 `json:"capacity" title:"主变容量|Capacity" unit:"MVA" min:"0" max:"5000" list:"1" filter:"1"`
	Users    int     `json:"users,omitempty" title:"供电户数|Customers" unit:"户" min:"0" max:"5000000"`
	Vital    int     `json:"vital_users,omitempty" title:"重要用户数|Vital customers" unit:"户" min:"0" max:"1000" filter:"1"`
	Manned   bool    `json:"manned" title:"有人值守|Manned"`
	FloodLow bool    `json:"flood_prone" title:"易受内涝|May be flooded" list:"1" filter:"1"`
	Phone    string  `json:"phone" title:"调度电话|Telephone of the control room" format:"phone"`
}

// BaseStation is a mast of a mobile network.
type BaseStation struct {
	Operator string  `json:"operator" title:"运营商|Operator" enum:"mobile=中国移动|China Mobile;unicom=中国联通|China Unicom;telecom=中国电信|China Telecom;tower=铁塔共享|Shared" list:"1" filter:"1"`
	Network  string  `json:"network" title:"网络|Network" enum:"4g=4G|4G;5g=5G|5G;both=4G/5G|4G and 5G" list:"1" filter:"1"`
	Radius   float64 `json:"radius" title:"覆盖半径|Reach" unit:"m" min:"0" max:"35000" list:"1"`
	Battery  float64 `json:"battery" title:"备电时长|Runs on battery" unit:"h" min:"0" max:"72" list:"1" filter:"1"`
	Super    bool    `json:"hardened" title:"抗灾超级基站|Hardened against disaster" filter:"1"`
	State    string  `json:"state" title:"状态|State" enum:"up=在网|Up;down=退服|Down" list:"1" filter:"1"`
}

// Bridge is a bridge of the city or a road.
type Bridge struct {
	Type      string  `json:"type" title:"类型|Type" enum:"river=跨河桥|Over a river;viaduct=高架桥|Viaduct;rail=跨铁路桥|Over a railway;foot=人行天桥|Footbridge;interchange=立交桥|Interchange" list:"1" filter:"1"`
	Length    float64 `json:"length" title:"全长|Length" unit:"m" min:"0" max:"50000" list:"1" filter:"1"`
	Span      float64 `json:"span" title:"最大跨径|Longest span" unit:"m" min:"0" max:"3000"`
	Built     int     `json:"built" title:"建成年份|Year built" format:"year" min:"1850" max:"2100" list:"1" filter:"1"`
	Condition string  `json:"condition" title:"技术状况|Condition" enum:"a=A 级（完好）|A (good);b=B 级（良好）|B (fair);c=C 级（合格）|C (sufficient);d=D 级（不合格）|D (insufficient);e=E 级（危险）|E (dangerous)" list:"1" filter:"1"`
	Limit     float64 `json:"limit,omitempty" title:"限载|Load limit" unit:"t" min:"0" max:"200" needed:"condition=d,e" filter:"1"`
	Monitored bool    `json:"monitored" title:"结构健康监测|Its structure is watched" filter:"1"`
	Inspected string  `json:"inspected" title:"检测日期|Inspected" format:"date" filter:"1"`
	Unit      string  `json:"unit" title:"养护单位|Kept by" max:"100" search:"text"`
}

// RoadTunnel is a tunnel or an underpass of a road.
type RoadTunnel struct {
	Type    string  `json:"type" title:"类型|Type" enum:"road=公路隧道|Road tunnel;urban=城市隧道|City tunnel;underpass=下穿桥涵|Underpass;foot=人行地下通道|Pedestrian subway" list:"1" filter:"1"`
	Length  float64 `json:"length" title:"长度|Length" unit:"m" min:"0" max:"30000" list:"1" filter:"1"`
	Height  float64 `json:"height" title:"限高|Height limit" unit:"m" min:"0" max:"10" list:"1"`
	Traffic int     `json:"traffic" title:"日均流量|Vehicles a day" unit:"辆" min:"0" max:"500000"`
	Pumps   float64 `json:"pumps,omitempty" title:"排水能力|Pumping" unit:"m³/h" min:"0" max:"100000" needed:"type=underpass" filter:"1"`
	Barrier bool    `json:"barrier" title:"积水自动拦截|Closes itself when flooded" list:"1" filter:"1"`
	Fans    bool    `json:"fans" title:"机械通风|Ventilated"`
	Unit    string  `json:"unit" title:"管理单位|Kept by" max:"100" search:"text"`
	Phone   string  `json:"phone" title:"值班电话|Duty telephone" format:"phone"`
}

// WasteSite takes construction waste (建筑垃圾消纳场).
type WasteSite struct {
	Type    string  `json:"type" title:"类型|Type" enum:"dump=消纳场|Dump;recycle=资源化利用厂|Recycling;transfer=转运调配场|Transfer;temporary=临时堆放|Temporary" list:"1" filter:"1"`
	Size    float64 `json:"size" title:"占地面积|Area" unit:"m²" min:"0" max:"10000000" list:"1"`
	Stored  float64 `json:"stored" title:"现存量|Stored now" unit:"万m³" min:"0" max:"10000" list:"1"`
	Volume  float64 `json:"volume" title:"核准容量|Volume allowed" unit:"万m³" min:"0" max:"10000" from:"stored" list:"1" filter:"1"`
	Height  float64 `json:"height" title:"堆体高度|Height of the heap" unit:"m" min:"0" max:"200" filter:"1"`
	Slope   float64 `json:"slope" title:"坡度|Slope" unit:"°" min:"0" max:"90" filter:"1"`
	Below   bool    `json:"people_below" title:"下方有居民或道路|People or roads below" list:"1" filter:"1"`
	Approve string  `json:"approved" title:"核准日期|Approved" format:"date"`
	Expires string  `json:"expires" title:"核准有效期至|Approval until" format:"date" from:"approved" filter:"1"`
	Unit    string  `json:"unit" title:"运营单位|Operator" max:"100" search:"text"`
	Phone   string  `json:"phone" title:"联系电话|Telephone" format:"phone"`
}

// Landfill takes waste or spoil for good.
type Landfill struct {
	Type    string  `json:"type" title:"类型|Type" enum:"sanitary=生活垃圾卫生填埋场|Sanitary landfill;spoil=渣土受纳场|Spoil ground;hazardous=危险废物填埋场|Hazardous waste" list:"1" filter:"1"`
	Filled  float64 `json:"filled" title:"已填容积|Filled" unit:"万m³" min:"0" max:"100000" list:"1"`
	Volume  float64 `json:"volume" title:"设计库容|Volume of the design" unit:"万m³" min:"0" max:"100000" from:"filled" list:"1" filter:"1"`
	Height  float64 `json:"height" title:"堆体高度|Height of the heap" unit:"m" min:"0" max:"300" filter:"1"`
	Gas     bool    `json:"gas_drained" title:"填埋气导排|Gas is drained" filter:"1"`
	Methane bool    `json:"methane_watched" title:"甲烷监测|Methane is watched" list:"1" filter:"1"`
	Leach   float64 `json:"leachate" title:"渗滤液处理能力|Leachate treated" unit:"t/d" min:"0" max:"10000"`
	Moved   float64 `json:"displacement_limit,omitempty" title:"位移预警值|Displacement at which to warn" unit:"mm" min:"0" max:"10000"`
	State   string  `json:"state" title:"状态|State" enum:"used=在用|In use;closing=封场中|Being closed;closed=已封场|Closed" list:"1" filter:"1"`
	Unit    string  `json:"unit" title:"运营单位|Operator" max:"100" search:"text"`
	Phone   string  `json:"phone" title:"联系电话|Telephone" format:"phone"`
}
