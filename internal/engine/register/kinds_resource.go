package register

import (
	"strconv"

	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

func resourceKinds() []Kind {
	return []Kind{
		{Name: "rescue-team", Title: lang.T("应急救援队伍", "Rescue team"), Attrs: RescueTeam{}, Theme: Resource, Style: Style{Glyph: "队", Colour: "#52c41a", MinZoom: 8}},
		{Name: "depot", Title: lang.T("应急物资储备库", "Relief depot"), Attrs: Depot{}, Theme: Resource, Style: Style{Glyph: "库", Colour: "#13c2c2", MinZoom: 7}},
		{Name: "expert", Title: lang.T("应急专家", "Expert"), Attrs: Expert{}, Theme: Resource, Style: Style{Glyph: "专", Colour: "#b37feb", MinZoom: 9}},
		{Name: "shelter", Title: lang.T("应急避难场所", "Shelter"), Attrs: Shelter{}, Theme: Resource, Shape: Polygon, Style: Style{Glyph: "避", Colour: "#73d13d", MinZoom: 9}},
		{Name: "hospital", Title: lang.T("医院", "Hospital"), Attrs: Hospital{}, Theme: Resource, Style: Style{Glyph: "医", Colour: "#ff85c0", MinZoom: 9}},
		{Name: "vehicle", Title: lang.T("应急车辆", "Emergency vehicle"), Attrs: Vehicle{}, Theme: Resource, Style: Style{Glyph: "车", Colour: "#ffc53d", MinZoom: 10}},
		{Name: "drone", Title: lang.T("应急无人机", "Drone"), Attrs: Drone{}, Theme: Resource, Style: Style{Glyph: "机", Colour: "#5cdbd3", MinZoom: 10}},
		{Name: "helipad", Title: lang.T("直升机起降点", "Helipad"), Attrs: Helipad{}, Theme: Resource, Style: Style{Glyph: "翼", Colour: "#9254de", MinZoom: 8}},
		{Name: "supplier", Title: lang.T("协议储备企业", "Supplier by agreement"), Attrs: Supplier{}, Theme: Resource, Style: Style{Glyph: "协", Colour: "#08979c", MinZoom: 9}},
	}
}

// RescueTeam is a professional or social rescue force.
type RescueTeam struct {
	Type       string   `json:"type" title:"性质|Type" enum:"professional=专业队伍|Professional;social=社会力量|Social force" list:"1" filter:"1"`
	Speciality string   `json:"speciality" title:"专业|Speciality" enum:"hazchem=危险化学品|Hazardous chemicals;fire=灭火|Fire;transport=道路交通|Road traffic;construction=建筑工程|Construction;power=电力|Power;gas=燃气|Gas;water=供排水|Water;heat=供热|Heating;telecom=通信|Telecommunication;medical=医疗|Medical;environment=环境监测|Environment;flood=防汛抗旱|Flood and drought;forest=森林防灭火|Forest fire;mine=矿山|Mine;rail=轨道交通|Rail;elevator=特种设备|Special equipment;general=综合|General" list:"1" filter:"1"`
	People     int      `json:"people" title:"人数|People" unit:"人" min:"1" list:"1" filter:"1" count:"people"`
	Leader     string   `json:"leader" title:"负责人|Leader" private:"1" list:"1"`
	Phone      string   `json:"phone" title:"值班电话|Duty telephone" format:"phone" private:"1"`
	Zone       string   `json:"zone" title:"战区|Zone" enum:"east=东部战区|East;south=南部战区|South;west=西部战区|West;north=北部战区|North;centre=中部战区|Centre" list:"1" filter:"1"`
	Readiness  string   `json:"readiness" title:"备勤状态|Readiness" enum:"ready=待命|Ready;standby=备勤|Standby;deployed=出动|Deployed;off=休整|Off duty" list:"1" filter:"1"`
	Unit       string   `json:"unit,omitempty" title:"依托单位|Parent organisation" search:"text"`
	Vehicles   int      `json:"vehicles,omitempty" title:"车辆|Vehicles" unit:"辆" min:"0"`
	Equipment  []string `json:"equipment,omitempty" title:"装备|Equipment"`

	Certificates []ForceCertificate `json:"certificates,omitempty" title:"资质证书|Certificates"`
}

// ForceCertificate is a qualification without which a team must not be sent, and the last day on which it holds.
type ForceCertificate struct {
	Name    string `json:"name" title:"证书名称|Certificate" max:"60"`
	Number  string `json:"number,omitempty" title:"编号|Number" max:"60"`
	Expires string `json:"expires,omitempty" title:"有效期至|Valid until" format:"date"`
}

// Depot is a store of relief material (应急物资储备库).
type Depot struct {
	Level     string  `json:"level" title:"级别|Level" enum:"city=市级|City;district=区县级|District;street=街道级|Street" list:"1" filter:"1"`
	Floor     float64 `json:"floor_area,omitempty" title:"库房面积|Floor area" unit:"m²" min:"0" filter:"1"`
	Keeper    string  `json:"keeper" title:"保管员|Keeper" private:"1" list:"1"`
	Phone     string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Materials []Stock `json:"materials" title:"申报物资（建账前）|Goods stated before a ledger was kept"`
}

// Stock is how much of one material a depot holds.
type Stock struct {
	Name     string  `json:"name" title:"品名|Material"`
	Quantity float64 `json:"quantity" title:"数量|Quantity" min:"0"`
	Unit     string  `json:"unit" title:"单位|Unit" search:"text"`
}

// Validate refuses a material named twice.
func (d Depot) Validate() error { return namedOnce("attrs.materials.", d.Materials) }

func namedOnce(path string, all []Stock) error {
	seen := map[string]bool{}
	for i, m := range all {
		if seen[m.Name] {
			return fail.Invalid("register.material-twice", "物资品名重复", "a material is named twice").At(path + strconv.Itoa(i) + ".name")
		}
		seen[m.Name] = true
	}
	return nil
}

// Expert is a person of the expert pool; the point is the place of work.
type Expert struct {
	Fields   []string `json:"fields" title:"专业领域|Fields" list:"1"`
	Rank     string   `json:"rank,omitempty" title:"职称|Professional title" list:"1"`
	Employer string   `json:"employer,omitempty" title:"工作单位|Employer" list:"1" search:"text"`
	Phone    string   `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Duty     string   `json:"duty,omitempty" title:"备勤状态|On duty" enum:"on=当值|On duty;call=听召|On call;off=暂不可用|Not at hand" list:"1" filter:"1"`
	Past     []string `json:"past,omitempty" title:"曾任职单位|Worked for before"`
	Avoids   []string `json:"avoids,omitempty" title:"应回避单位（持股、亲属任职等）|Must not judge (shares, kin)"`
}

// Validate wants at least one field.
func (e Expert) Validate() error {
	if len(e.Fields) == 0 {
		return fail.Invalid("register.fields-missing", "专家须有专业领域", "an expert has at least one field").At("attrs.fields")
	}
	return nil
}

// Shelter is a place where people can stay (GB 51143).
type Shelter struct {
	Type     string  `json:"type" title:"类型|Type" enum:"emergency=紧急避难|Emergency;fixed=固定避难|Fixed;central=中心避难|Central" list:"1" filter:"1"`
	Indoor   bool    `json:"indoor" title:"室内|Indoors" filter:"1"`
	Capacity int     `json:"capacity" title:"可容纳人数|Capacity" unit:"人" min:"0" list:"1" filter:"1"`
	Space    float64 `json:"space" title:"有效面积|Usable area" unit:"m²" min:"0" list:"1" filter:"1"`
	Keeper   string  `json:"keeper,omitempty" title:"管理人|Keeper" private:"1"`
	Phone    string  `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
}

// Hospital is a place of treatment.
type Hospital struct {
	Grade     string   `json:"grade" title:"等级|Grade" enum:"3a=三级甲等|Class 3 A;3b=三级乙等|Class 3 B;2a=二级甲等|Class 2 A;2b=二级乙等|Class 2 B;1=一级|Class 1" list:"1" filter:"1"`
	Beds      int      `json:"beds" title:"床位|Beds" unit:"张" min:"0" list:"1" filter:"1"`
	Emergency int      `json:"emergency_beds,omitempty" title:"急诊床位|Emergency beds" unit:"张" min:"0"`
	Skills    []string `json:"skills,omitempty" title:"专科(烧伤、中毒等)|Special skills"`
	Phone     string   `json:"phone" title:"急诊电话|Emergency telephone" format:"phone"`
}

// Vehicle is a vehicle for emergencies; the point is where it stands when it is not out.
type Vehicle struct {
	Plate     string  `json:"plate" title:"车牌号|Plate" max:"12" list:"1" search:"code" key:"1"`
	Type      string  `json:"type" title:"类型|Type" enum:"command=指挥车|Command;fire=消防车|Fire engine;ambulance=救护车|Ambulance;pump=排水抢险车|Pump;power=应急发电车|Power;comms=通信保障车|Communication;rescue=抢险救援车|Rescue;transport=运输车|Transport;hazchem=防化洗消车|Decontamination" list:"1" filter:"1"`
	Seats     int     `json:"seats,omitempty" title:"乘员|Seats" unit:"人" min:"0" max:"60"`
	Power     float64 `json:"capacity,omitempty" title:"排水或载重能力|Pumping or load" min:"0" max:"100000"`
	Unit      string  `json:"unit" title:"所属单位|Belongs to" max:"100" list:"1" search:"text"`
	Driver    string  `json:"driver,omitempty" title:"驾驶员|Driver" private:"1"`
	Phone     string  `json:"phone,omitempty" title:"联系电话|Telephone" format:"phone" private:"1"`
	Terminal  string  `json:"terminal,omitempty" title:"定位终端号（JT/T 808）|Terminal (JT/T 808)" pattern:"^[0-9]{11,20}$"`
	Readiness string  `json:"readiness" title:"状态|State" enum:"ready=待命|Ready;out=出动|Out;repair=维修|Under repair" list:"1" filter:"1"`
	Inspected string  `json:"inspected,omitempty" title:"年检有效期至|Inspected until" format:"date" filter:"1"`
}

// Drone is an unmanned aircraft for emergencies.
type Drone struct {
	Serial  string  `json:"serial" title:"机身序列号|Serial number" max:"40" list:"1" search:"code" key:"1"`
	Type    string  `json:"type" title:"机型|Type" enum:"multi=多旋翼|Multirotor;fixed=固定翼|Fixed wing;vtol=复合翼|VTOL;tethered=系留|Tethered;cargo=载重|Cargo" list:"1" filter:"1"`
	Endure  float64 `json:"endurance" title:"续航|Endurance" unit:"min" min:"0" max:"2880" list:"1" filter:"1"`
	Range   float64 `json:"range" title:"作业半径|Range" unit:"km" min:"0" max:"500" list:"1"`
	Payload float64 `json:"payload" title:"载荷|Payload" unit:"kg" min:"0" max:"2000" filter:"1"`
	Sensor  string  `json:"sensor" title:"任务设备|Sensor" enum:"visible=可见光|Camera;infrared=热成像|Infrared;lidar=激光雷达|Lidar;gas=气体检测|Gas;speaker=喊话照明|Speaker, light;relay=通信中继|Relay" list:"1" filter:"1"`
	MaxWind float64 `json:"max_wind" title:"抗风|Wind it bears" unit:"m/s" min:"0" max:"40"`
	Pilot   string  `json:"pilot" title:"飞手|Pilot" private:"1"`
	Phone   string  `json:"phone" title:"联系电话|Telephone" format:"phone" private:"1"`
	Unit    string  `json:"unit" title:"所属单位|Belongs to" max:"100" search:"text"`
	State   string  `json:"state" title:"状态|State" enum:"ready=待命|Ready;out=出动|Out;repair=维修|Under repair" list:"1" filter:"1"`
}

// Helipad is a place where helicopters may land.
type Helipad struct {
	Type    string  `json:"type" title:"类型|Type" enum:"airport=通用机场|Airfield;hospital=医院楼顶|Roof of a hospital;ground=地面起降点|Ground;water=取水点|Water point" list:"1" filter:"1"`
	Length  float64 `json:"length" title:"长|Length" unit:"m" min:"0" max:"5000" list:"1"`
	Width   float64 `json:"width" title:"宽|Width" unit:"m" min:"0" max:"500" list:"1"`
	Load    float64 `json:"load" title:"承重|Load" unit:"t" min:"0" max:"500" filter:"1"`
	Surface string  `json:"surface" title:"道面|Surface" enum:"concrete=混凝土|Concrete;asphalt=沥青|Asphalt;grass=草地|Grass;steel=钢结构|Steel"`
	Lights  bool    `json:"lights" title:"夜间助航灯|Lights for the night" list:"1" filter:"1"`
	Keeper  string  `json:"keeper" title:"管理单位|Kept by" max:"100"`
	Phone   string  `json:"phone" title:"联系电话|Telephone" format:"phone"`
}

// Supplier is a firm that has agreed to deliver in an emergency (协议储备).
type Supplier struct {
	Type    string  `json:"type" title:"类型|Type" enum:"retail=商超|Retail;machinery=工程机械|Machinery;transport=运输|Transport;catering=餐饮食品|Food;medical=医药器材|Medicine;hotel=住宿|Lodging" list:"1" filter:"1"`
	Goods   []Stock `json:"goods" title:"协议物资|Goods agreed"`
	Hours   float64 `json:"hours" title:"响应时限|Delivers within" unit:"h" min:"0" max:"240" list:"1" filter:"1"`
	Signed  string  `json:"signed" title:"签订日期|Signed" format:"date"`
	Expires string  `json:"expires" title:"协议有效期至|Agreed until" format:"date" from:"signed" list:"1" filter:"1"`
	Contact string  `json:"contact" title:"联系人|Contact" private:"1"`
	Phone   string  `json:"phone" title:"24 小时电话|Telephone, day and night" format:"phone" private:"1"`
}

// Validate refuses goods named twice.
func (s Supplier) Validate() error { return namedOnce("attrs.goods.", s.Goods) }
