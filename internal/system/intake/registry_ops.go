package intake

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/form"
	"anlan/internal/base/httpapi"
	"anlan/internal/base/journal"
	"anlan/internal/base/lang"
	"anlan/internal/base/store"
	"anlan/internal/engine/signal"
)

// WayItem is a protocol that a device can be registered for.
type WayItem struct {
	Name    string    `json:"name"`
	Title   lang.Text `json:"title"`
	Address string    `json:"address" doc:"the form of addresses; empty when a device is named by its id"`
	Proof   string    `json:"proof" doc:"secret or network"`
	Listens string    `json:"listens" doc:"where devices of this protocol come in here, empty when they cannot"`
}

// Ways are the protocols, and the form to register a device.
type Ways struct {
	Items []WayItem      `json:"items" nullable:"false"`
	Form  map[string]any `json:"form" doc:"JSON Schema of a new device"`
}

// DeviceForm is what is said of a device when it is registered.
type DeviceForm struct {
	ID       string `json:"id" title:"设备编号|Device id" min:"2" max:"64" pattern:"^[A-Za-z0-9][A-Za-z0-9._-]*$" list:"1"`
	Name     string `json:"name" title:"名称|Name" min:"1" max:"100" list:"1"`
	Protocol string `json:"protocol" title:"接入协议|Protocol" enum:"mqtt=MQTT（JSON）|MQTT (JSON);sparkplug=MQTT（Sparkplug B）|MQTT (Sparkplug B);push=HTTP 推送|HTTP push;csv=CSV 文件|CSV files;hj212=HJ 212;sl651=SL 651;gb26875=GB/T 26875.3;jt808=JT/T 808" list:"1"`
	Address  string `json:"address,omitempty" title:"协议内地址|Address in the protocol" max:"120"`
	Element  string `json:"element" title:"所属要素|Element" format:"element" max:"64"`
	Networks string `json:"networks,omitempty" title:"允许的来源网络|Networks it may come from" max:"500"`
}

// Credential is what a device needs to speak. It is shown once and not kept.
type Credential struct {
	Device  string `json:"device"`
	Secret  string `json:"secret" doc:"password, code or terminal number, as the protocol has it; empty when it has none"`
	PushKey string `json:"push_key" doc:"the HMAC key of HTTP push, in hex; empty for other protocols"`
	Cut     int    `json:"cut" doc:"connections that were closed"`
}

func (s *System) ways(context.Context, *struct{}) (*httpapi.Body[Ways], error) {
	out := Ways{Items: []WayItem{}, Form: form.Schema(DeviceForm{})}
	for _, w := range ways {
		out.Items = append(out.Items, WayItem{Name: w.name, Title: w.title, Address: w.address, Proof: string(w.proof), Listens: s.listens(w.name)})
	}
	return httpapi.OK(out), nil
}

func (s *System) listens(name string) string {
	switch name {
	case overMQTT, overSparkplug:
		return s.Bus.MQTTAddr()
	case overFolder:
		return s.Folder
	case overPush:
		return "/api/intake/push/{device}"
	}
	return s.Addr(name)
}

type createInput struct {
	Body struct {
		Form json.RawMessage `json:"form" doc:"as the schema of GET /intake/ways"`
	}
}

// create registers a device. It keeps its own transaction, without the memory of answers that posts have, because the
// answer holds the secret. Posting again is a Conflict; rotate gives another secret.
func (s *System) create(ctx context.Context, in *createInput) (*httpapi.Body[Credential], error) {
	v, err := form.Decode(DeviceForm{}, in.Body.Form, "form")
	if err != nil {
		return nil, err
	}
	f, ok := v.(*DeviceForm)
	if !ok {
		return nil, fail.Internal("intake.device.form", "表单有误", "the form is not what it should be")
	}
	w, nets, err := f.check()
	if err != nil {
		return nil, err
	}
	who := httpapi.SubjectOf(ctx)
	el, err := s.Register.Find(ctx, who.Scope(manageDevices), f.Element)
	if err != nil {
		return nil, fail.NotFound("intake.device.element", "没有这个要素，或不在您的辖区", "there is no such element in your area").At("form.element").Because(err)
	}
	secret := w.secret()
	d := signal.Device{ID: f.ID, Protocol: w.name, Name: f.Name, Element: el.ID, Area: el.Area, Address: f.Address, Secret: signal.HashSecret(secret)}
	s.registry.turn.Lock()
	defer s.registry.turn.Unlock()
	err = s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, known := s.Signal.Device(d.ID); known {
			return fail.Conflict("intake.device.known", "已有编号为 "+d.ID+" 的设备", "there is a device "+d.ID+" already").At("form.id")
		}
		return s.write(ctx, tx, d, entry{Device: d.ID, Networks: nets}, "created", "")
	})
	if err != nil {
		return nil, err
	}
	return httpapi.OK(credential(w, d, secret)), nil
}

func credential(w way, d signal.Device, secret string) Credential {
	c := Credential{Device: d.ID, Secret: secret}
	switch {
	case w.proof == byNetwork, w.name == overFolder:
		c.Secret = ""
	case w.name == overPush:
		c.PushKey = d.Secret
	}
	return c
}

// check holds the form against the rules of its protocol and tidies the networks.
func (f *DeviceForm) check() (w way, nets string, err error) {
	w, ok := wayOf(f.Protocol)
	if !ok {
		return w, "", noWay()
	}
	f.Address = strings.TrimSpace(f.Address)
	switch {
	case w.fits == nil && f.Address != "":
		return w, "", fail.Invalid("intake.device.address", "该协议以设备编号为地址，请留空", "devices of this protocol are named by their id; leave it empty").At("form.address")
	case w.fits != nil && !w.fits(f.Address):
		return w, "", fail.Invalid("intake.device.address", "地址不符合协议："+w.address, "the address does not fit the protocol: "+w.address).At("form.address")
	}
	list, ok := networks(f.Networks)
	if !ok {
		return w, "", fail.Invalid("intake.device.networks", "网络应写作 10.1.0.0/16 或 10.2.3.4，用逗号或顿号分隔", "networks are written 10.1.0.0/16 or 10.2.3.4, parted by commas").At("form.networks")
	}
	if w.proof == byNetwork && len(list) == 0 {
		return w, "", fail.Invalid("intake.device.networks-needed", "该协议没有密码，必须登记来源网络", "this protocol has no password; the networks must be registered").At("form.networks")
	}
	words := make([]string, len(list))
	for i, n := range list {
		words[i] = n.String()
	}
	return w, strings.Join(words, ", "), nil
}

// write puts the device and its entry, with the journal.
func (s *System) write(ctx context.Context, tx *store.Tx, d signal.Device, e entry, action, reason string) error {
	if err := s.Signal.PutDevice(ctx, tx, d); err != nil {
		return err
	}
	if err := s.registry.put(ctx, tx, clock.Now(s.Clock), e); err != nil {
		return err
	}
	who := httpapi.SubjectOf(ctx)
	_, err := s.Journal.Append(ctx, tx, journal.Entry{
		Object: "device:" + d.ID, Area: d.Area, Actor: journal.Actor{ID: who.ID, Name: who.Name}, Action: "intake.device." + action,
		Body: map[string]string{"name": d.Name, "protocol": d.Protocol, "address": shown(d), "element": d.Element, "networks": e.Networks, "reason": reason},
	})
	return err
}

// rotate gives a device another secret; the old one is worth nothing from then on, and its connections are closed.
func (s *System) rotate(ctx context.Context, in *deviceInput) (*httpapi.Body[Credential], error) {
	s.registry.turn.Lock()
	defer s.registry.turn.Unlock()
	d, err := s.device(ctx, in.ID, manageDevices)
	if err != nil {
		return nil, err
	}
	w, ok := wayOf(d.Protocol)
	if !ok {
		return nil, noWay()
	}
	secret := w.secret()
	d.Secret, d.Address = signal.HashSecret(secret), shown(d)
	e := s.registry.of(d.ID)
	e.Device, e.WithdrawnAt = d.ID, nil
	if err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.write(ctx, tx, d, e, "rotated", "") }); err != nil {
		return nil, err
	}
	c := credential(w, d, secret)
	c.Cut = s.cut(d.ID)
	return httpapi.OK(c), nil
}

type withdrawInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"200"`
	}
}

// withdraw takes a device's credential back: whatever it sends is refused from then on, and its connections are closed.
func (s *System) withdraw(ctx context.Context, in *withdrawInput) (*httpapi.Body[Credential], error) {
	s.registry.turn.Lock()
	defer s.registry.turn.Unlock()
	d, err := s.device(ctx, in.ID, manageDevices)
	if err != nil {
		return nil, err
	}
	if d.Secret == "" {
		return nil, fail.Conflict("intake.device.withdrawn", "凭证已经撤销", "the credential is withdrawn already")
	}
	now := clock.Now(s.Clock)
	d.Secret, d.Address = "", shown(d)
	e := s.registry.of(d.ID)
	e.Device, e.WithdrawnAt = d.ID, &now
	if err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return s.write(ctx, tx, d, e, "withdrawn", in.Body.Reason)
	}); err != nil {
		return nil, err
	}
	return httpapi.OK(Credential{Device: d.ID, Cut: s.cut(d.ID)}), nil
}

type replaceInput struct {
	ID   string `path:"id" maxLength:"64"`
	Body struct {
		Name     string `json:"name" minLength:"1" maxLength:"100"`
		Networks string `json:"networks" maxLength:"500"`
	}
}

// change renames a device and sets the networks it may come from.
func (s *System) change(ctx context.Context, in *replaceInput) (*httpapi.Body[DeviceDetail], error) {
	s.registry.turn.Lock()
	defer s.registry.turn.Unlock()
	d, err := s.device(ctx, in.ID, manageDevices)
	if err != nil {
		return nil, err
	}
	d.Address = shown(d)
	f := DeviceForm{Protocol: d.Protocol, Address: d.Address, Networks: in.Body.Networks}
	_, nets, err := f.check()
	if err != nil {
		return nil, err
	}
	d.Name = in.Body.Name
	e := s.registry.of(d.ID)
	e.Device, e.Networks = d.ID, nets
	if err := s.DB.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.write(ctx, tx, d, e, "changed", "") }); err != nil {
		return nil, err
	}
	s.cutOutside(d.ID)
	out, err := s.detail(ctx, d)
	return httpapi.OK(out), err
}

// cut closes all connections of a device and returns how many there were. Whether that worked or not, nothing it sends
// is taken any more.
func (s *System) cut(device string) int {
	n := s.health.cut(device)
	m, err := s.Bus.Disconnect(device)
	if err != nil {
		s.Log.Error("cut a device", "device", device, "err", err)
	}
	return n + m
}

// cutOutside closes the connections of a device that came from where it may not come from any more.
func (s *System) cutOutside(device string) {
	w := way{proof: bySecret}
	if d, ok := s.Signal.Device(device); ok {
		w, _ = wayOf(d.Protocol)
	}
	if w.name == overMQTT || w.name == overSparkplug { // whether it may come back, its next login shows
		if _, err := s.Bus.Disconnect(device); err != nil {
			s.Log.Error("cut a device", "device", device, "err", err)
		}
	}
	s.health.cutIf(device, func(c *caller) bool { return !s.registry.admits(device, c.host(), w.proof) })
}

// String tells what it is in a log, without the secret.
func (c Credential) String() string { return fmt.Sprintf("credential of %s", c.Device) }
