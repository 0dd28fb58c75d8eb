package register

import "anlan/internal/base/lang"

func buildingKinds() []Kind {
	return []Kind{
		{Name: "high-rise", Title: lang.T("高层建筑", "High-rise"), Attrs: HighRise{}, Theme: Building, KeyField: KeyHighRise, Style: Style{Glyph: "楼", Colour: "#8f9bff", MinZoom: 9}},
		{Name: "complex", Title: lang.T("大型商业综合体", "Large commercial complex"), Attrs: Complex{}, Theme: Building, KeyField: KeyComplex, Style: Style{Glyph: "商", Colour: "#d3adf7", MinZoom: 9}},
		{Name: "lift", Title: lang.T("电梯", "Lift"), Attrs: Lift{}, Theme: Building, KeyField: KeyLift, Style: Style{Glyph: "梯", Colour: "#85a5ff", MinZoom: 13}},
		{Name: "ride", Title: lang.T("大型游乐设施", "Amusement ride"), Attrs: Ride{}, Theme: Building, KeyField: KeyRide, Style: Style{Glyph: "乐", Colour: "#ff85c0", MinZoom: 10}},
	}
}

// HighRise is a building over 27 m (dwellings) or 24 m (others), GB 50016.
type HighRise struct {
	Floors     int     `json:"floors" title:"层数|Floors" min:"1" max:"200" list:"1" filter:"1"`
	Basement   int     `json:"basement,omitempty" title:"地下层数|Floors below ground" min:"0" max:"20"`
	Height     float64 `json:"height" title:"高度|Height" unit:"m" min:"0" max:"1000" from:"floors" list:"1" filter:"1"`
	Use        string  `json:"use" title:"用途|Use" enum:"residential=住宅|Dwellings;office=办公|Offices;commercial=商业|Shops;hotel=宾馆|Hotel;hospital=医院|Hospital;school=学校|School;mixed=综合|Mixed" list:"1" filter:"1"`
	Built      int     `json:"built" title:"建成年份|Year built" format:"year" min:"1850" max:"2100" list:"1" filter:"1"`
	Space      float64 `json:"space,omitempty" title:"建筑面积|Floor area" unit:"m²" min:"0" max:"2000000"`
	People     int     `json:"people,omitempty" title:"常住或使用人数|People" unit:"人" min:"0" filter:"1" count:"people"`
	Management string  `json:"management,omitempty" title:"物业单位|Property manager" search:"text"`
	Phone      string  `json:"phone,omitempty" title:"消防控制室电话|Telephone of the fire control room" format:"phone"`
	Sprinklers bool    `json:"sprinklers" title:"自动喷水灭火系统|Sprinklers" filter:"1"`
	Alarm      bool    `json:"fire_alarm,omitempty" title:"火灾自动报警系统|Fire alarm system" filter:"1"`
	Insulation string  `json:"insulation,omitempty" title:"外墙保温材料|Insulation of the walls" enum:"a=A 级（不燃）|A (does not burn);b1=B1 级（难燃）|B1 (burns badly);b2=B2 级（可燃）|B2 (burns);none=无|None" filter:"1"`
}

// Complex is a commercial complex of 50,000 m² and more (大型商业综合体).
type Complex struct {
	Space     float64 `json:"space" title:"建筑面积|Floor area" unit:"m²" min:"0" max:"5000000" list:"1" filter:"1"`
	Floors    int     `json:"floors" title:"地上层数|Floors" min:"1" max:"100" list:"1"`
	Basement  int     `json:"basement" title:"地下层数|Floors below ground" min:"0" max:"20"`
	Shops     int     `json:"shops" title:"商户数|Shops" unit:"户" min:"0" max:"20000"`
	Visitors  int     `json:"visitors" title:"日均客流|Visitors a day" unit:"人" min:"0" max:"2000000" list:"1"`
	Peak      int     `json:"peak" title:"最大瞬时人数|Most people at once" unit:"人" min:"0" max:"500000" filter:"1"`
	Cinema    bool    `json:"cinema" title:"含影院|Has a cinema" filter:"1"`
	Children  bool    `json:"children" title:"含儿童活动场所|Has a place for children" filter:"1"`
	Gas       bool    `json:"gas" title:"餐饮使用燃气|Kitchens burn gas" list:"1" filter:"1"`
	MicroFire bool    `json:"micro_station" title:"微型消防站|Has a small fire post" filter:"1"`
	Manager   string  `json:"manager" title:"消防安全管理人|Fire safety manager" private:"1"`
	Phone     string  `json:"phone" title:"消防控制室电话|Telephone of the fire control room" format:"phone"`
}

// Lift is a lift, escalator or moving walk.
type Lift struct {
	Code      string `json:"code" title:"设备注册代码|Registration code" pattern:"^3[0-9]{19}$" list:"1" search:"code" key:"1"`
	Type      string `json:"type" title:"类别|Type" enum:"passenger=乘客电梯|Passenger lift;goods=载货电梯|Goods lift;escalator=自动扶梯|Escalator;walk=自动人行道|Moving walk;bed=病床电梯|Bed lift" list:"1" filter:"1"`
	Stops     int    `json:"stops,omitempty" title:"层站数|Stops" min:"2" max:"200" needed:"type=passenger,goods,bed"`
	Made      int    `json:"made" title:"出厂年份|Year made" format:"year" min:"1950" max:"2100" list:"1" filter:"1"`
	Keeper    string `json:"keeper" title:"维保单位|Maintained by" max:"100" list:"1"`
	Rescue    string `json:"rescue_phone" title:"应急救援电话|Rescue telephone" format:"phone"`
	Inspected string `json:"inspected" title:"检验日期|Inspected" format:"date"`
	Next      string `json:"next_inspection" title:"下次检验日期|Next inspection" format:"date" from:"inspected" list:"1" filter:"1"`
	State     string `json:"state" title:"状态|State" enum:"used=在用|In use;stopped=停用|Stopped;scrapped=报废|Scrapped" filter:"1"`
	Linked    bool   `json:"linked" title:"接入 96333 平台|Linked to the lift centre" filter:"1"`
}

// Ride is a large amusement ride (大型游乐设施).
type Ride struct {
	Class     string  `json:"class" title:"级别|Class" enum:"a=A 级|A;b=B 级|B;c=C 级|C" list:"1" filter:"1"`
	Type      string  `json:"type" title:"类别|Type" enum:"coaster=滑行车类|Coaster;wheel=观览车类|Wheel;gyro=陀螺类|Gyro;tower=飞行塔类|Tower;swing=转马和摆类|Carousel, swing;train=小火车类|Train;water=水上游乐|Water;bungee=蹦极|Bungee;ropes=滑索|Zip line" list:"1" filter:"1"`
	Riders    int     `json:"riders" title:"额定载客|Riders" unit:"人" min:"1" max:"500" list:"1"`
	Height    float64 `json:"height" title:"最大高度|Height" unit:"m" min:"0" max:"300"`
	Speed     float64 `json:"speed" title:"最大速度|Speed" unit:"km/h" min:"0" max:"300"`
	Operator  string  `json:"operator" title:"运营单位|Operator" max:"100" search:"text"`
	Inspected string  `json:"inspected" title:"检验日期|Inspected" format:"date"`
	Next      string  `json:"next_inspection" title:"下次检验日期|Next inspection" format:"date" from:"inspected" list:"1" filter:"1"`
	MaxWind   float64 `json:"max_wind" title:"停运风速|Stops at wind" unit:"m/s" min:"0" max:"40"`
	State     string  `json:"state" title:"状态|State" enum:"used=在用|In use;stopped=停用|Stopped;scrapped=报废|Scrapped" list:"1" filter:"1"`
}
