package register

import (
	"anlan/internal/base/fail"
	"anlan/internal/base/lang"
)

func sensingKinds() []Kind {
	return []Kind{
		{Name: "camera", Title: lang.T("视频监控", "Camera"), Attrs: Camera{}, Theme: Sensing, Style: Style{Glyph: "视", Colour: "#36cfc9", MinZoom: 11}},
		{Name: "board", Title: lang.T("预警发布屏", "Publication board"), Attrs: Board{}, Theme: Sensing, Style: Style{Glyph: "屏", Colour: "#ff9c6e", MinZoom: 10}},
		{Name: "siren", Title: lang.T("预警广播与警报器", "Siren or loudspeaker"), Attrs: Siren{}, Theme: Sensing, Style: Style{Glyph: "鸣", Colour: "#ffa39e", MinZoom: 11}},
		{Name: "weather-station", Title: lang.T("气象站", "Weather station"), Attrs: WeatherStation{}, Theme: Sensing, Style: Style{Glyph: "气", Colour: "#91caff", MinZoom: 9}},
		{Name: "seismic-station", Title: lang.T("地震监测台站", "Seismic station"), Attrs: SeismicStation{}, Theme: Sensing, Style: Style{Glyph: "震", Colour: "#d4b106", MinZoom: 8}},
	}
}

// Camera is a video channel (GB/T 28181). Still is where it gives one picture by HTTP GET; it is asked only where an
// administrator allowed the address (对外连接).
type Camera struct {
	Channel string `json:"channel" title:"国标编码|GB/T 28181 code" pattern:"^[0-9]{20}$" list:"1" search:"code" key:"1"`
	Source  string `json:"source" title:"来源|Source" enum:"xueliang=雪亮工程|Xueliang project;traffic=道路交通|Road traffic;enterprise=企业|Enterprise;flood=防汛|Flood control;forest=森林防火|Forest fire" list:"1" filter:"1"`
	PTZ     bool   `json:"ptz" title:"云台可控|Pan, tilt, zoom" list:"1" filter:"1"`
	State   string `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1" filter:"1"`
	Still   string `json:"still,omitempty" title:"抓图地址(HTTP)|Address of stills (HTTP)" pattern:"^https?://[A-Za-z0-9.:-]{1,100}(/[A-Za-z0-9._~/?&=%+,:-]{0,150})?$"`
}

// Validate checks the region and the device type inside the code (GB/T 28181-2016 annex D, rule A).
func (c Camera) Validate() error {
	if len(c.Channel) != 20 || c.Channel[10:13] < "111" || c.Channel[10:13] > "139" {
		return fail.Invalid("register.camera-code", "国标编码的类型码不是前端设备", "the type digits of the GB/T 28181 code are not those of a device").At("attrs.channel")
	}
	return nil
}

// Board is a screen on which warnings are published (预警信息发布屏).
type Board struct {
	Place      string  `json:"place" title:"位置类型|Place" enum:"expressway=高速公路出入口|Expressway;community=社区|Community;square=广场|Square;bus=公交站|Bus stop" list:"1" filter:"1"`
	Type       string  `json:"type" title:"屏型|Type" enum:"led=LED 全彩|Colour LED;mono=LED 单色|Mono LED;lcd=液晶|LCD" list:"1" filter:"1"`
	Width      float64 `json:"width" title:"宽|Width" unit:"m" min:"0" max:"100"`
	Height     float64 `json:"height" title:"高|Height" unit:"m" min:"0" max:"50"`
	Characters int     `json:"characters" title:"单屏字数|Characters on it" unit:"字" min:"1" max:"2000" list:"1"`
	Plays      int     `json:"plays" title:"日播放频次|Plays a day" unit:"次" min:"0" max:"10000" list:"1" filter:"1"`
	Receipt    bool    `json:"receipt" title:"支持播放回执|Tells what it has played" filter:"1"`
	State      string  `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1" filter:"1"`
	Keeper     string  `json:"keeper" title:"运维单位|Kept by" max:"100"`
}

// Siren is a siren or a loudspeaker of the warning network.
type Siren struct {
	Type   string  `json:"type" title:"类型|Type" enum:"siren=防空警报器|Siren;speaker=应急广播|Loudspeaker;hand=手摇报警器|Hand siren" list:"1" filter:"1"`
	Reach  float64 `json:"reach" title:"覆盖半径|Reach" unit:"m" min:"0" max:"10000" list:"1" filter:"1"`
	Level  float64 `json:"level" title:"声压级（1 m）|Sound level at 1 m" unit:"dB" min:"60" max:"160"`
	People int     `json:"people" title:"覆盖人口|People in reach" unit:"人" min:"0" max:"1000000" list:"1" count:"people"`
	Voice  bool    `json:"voice" title:"支持语音|Can speak" filter:"1"`
	Backup float64 `json:"backup" title:"断电工作时长|Runs without power" unit:"h" min:"0" max:"240" filter:"1"`
	Tested string  `json:"tested" title:"最近试鸣日期|Tested" format:"date" list:"1" filter:"1"`
	State  string  `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1" filter:"1"`
}

// WeatherStation is a station of the weather service.
type WeatherStation struct {
	Code   string  `json:"code" title:"区站号|Station number" pattern:"^[0-9A-Z]{5,6}$" list:"1" search:"code" key:"1"`
	Type   string  `json:"type" title:"类型|Type" enum:"national=国家站|National;regional=区域自动站|Regional;road=交通气象站|Road;radar=天气雷达|Radar" list:"1" filter:"1"`
	Height float64 `json:"elevation" title:"海拔|Elevation" unit:"m" min:"-100" max:"9000" list:"1"`
	Wind   bool    `json:"wind" title:"测风|Wind" filter:"1"`
	Rain   bool    `json:"rain" title:"测雨|Rain" filter:"1"`
	Sight  bool    `json:"visibility" title:"能见度|Visibility" filter:"1"`
	Period int     `json:"period" title:"观测间隔|Observes every" unit:"min" min:"1" max:"1440"`
	State  string  `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1" filter:"1"`
}

// SeismicStation measures the shaking of the ground.
type SeismicStation struct {
	Code   string `json:"code" title:"台站代码|Station code" pattern:"^[A-Z0-9]{3,6}$" list:"1" search:"code" key:"1"`
	Type   string `json:"type" title:"类型|Type" enum:"basic=基准站|Reference;standard=基本站|Basic;general=一般站|General" list:"1" filter:"1"`
	Warn   bool   `json:"warning" title:"接入地震预警|Part of early warning" list:"1" filter:"1"`
	Ground string `json:"ground" title:"场地类别|Site class" enum:"1=Ⅰ类|I;2=Ⅱ类|II;3=Ⅲ类|III;4=Ⅳ类|IV" filter:"1"`
	State  string `json:"state" title:"状态|State" enum:"online=在线|Online;offline=离线|Offline;fault=故障|Faulty" list:"1" filter:"1"`
}
