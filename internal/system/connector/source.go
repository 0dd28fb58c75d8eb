package connector

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/connect/mapping"
)

// How data comes.
const (
	Pull   = "pull"   // we ask over HTTP
	Push   = "push"   // they send to POST /api/connector/push/{id}
	Folder = "folder" // they drop files into a folder of ours
	MQTT   = "mqtt"   // we subscribe at their broker
)

// How a peer knows us, or we it.
const (
	NoAuth = "none"
	Bearer = "bearer" // Authorization: Bearer SECRET
	Basic  = "basic"  // ACCOUNT and SECRET
	Header = "header" // the header named ACCOUNT holds SECRET
	HMAC   = "hmac"   // push alone: a signature by SECRET over the time and the body
)

// Source is a declared connector. Times are in seconds. Area is where its data lies: records outside are refused, records
// without a place lie there. Limit is the silence after which it counts as broken (0: silence is no fault, for sources that
// push when something happens), Late the age of its newest record from which it counts as late (0: not watched), Wait how
// long one answer may take. Of a broker, Limit is how long it may be out of reach, and Size how many messages are committed
// together. Overlap is how far back each question reaches, for records that reached the source late. Repeats
// is how often the same page may come before it counts as frozen (0: a register that rarely changes).
type Source struct {
	ID         string          `bun:"id" json:"id"`
	Name       string          `bun:"name" json:"name" minLength:"1" maxLength:"60"`
	Department string          `bun:"department" json:"department" minLength:"1" maxLength:"60"`
	Area       string          `bun:"area" json:"area" pattern:"^[0-9A-Z]{2,20}$"`
	Protocol   string          `bun:"protocol" json:"protocol" enum:"pull,push,folder,mqtt"`
	Address    string          `bun:"address" json:"address" maxLength:"1000" doc:"pull: http(s) with {since}, {cursor}, {size}; mqtt: mqtt(s)://HOST[:PORT]; push, folder: empty"`
	Topics     string          `bun:"topics" json:"topics" maxLength:"4000" doc:"mqtt: the topics, one a line, + and # as MQTT has them"`
	Auth       string          `bun:"auth" json:"auth" enum:"none,bearer,basic,header,hmac"`
	Account    string          `bun:"account" json:"account" maxLength:"100" doc:"basic: the user; header: the name of the header"`
	Secret     string          `bun:"secret" json:"-"`
	HasSecret  bool            `bun:"-" json:"has_secret" doc:"a credential is kept; it is never shown"`
	Every      int64           `bun:"every_s" json:"every_s" minimum:"1" maximum:"86400"`
	Limit      int64           `bun:"limit_s" json:"limit_s" minimum:"0" maximum:"2592000"`
	Late       int64           `bun:"late_s" json:"late_s" minimum:"0" maximum:"2592000"`
	Wait       int64           `bun:"wait_s" json:"wait_s" minimum:"1" maximum:"120"`
	Size       int64           `bun:"size" json:"size" minimum:"1" maximum:"5000"`
	Overlap    int64           `bun:"overlap_s" json:"overlap_s" minimum:"0" maximum:"86400"`
	Repeats    int64           `bun:"repeats" json:"repeats" minimum:"0" maximum:"1000"`
	Mapping    mapping.Mapping `bun:"-" json:"mapping"`
	Paused     bool            `bun:"paused" json:"paused"`
	Version    int64           `bun:"version" json:"version"`
	UpdatedAt  clock.Instant   `bun:"updated_at" json:"updated_at"`
	Demo       bool            `bun:"demo" json:"demo"`

	MappingJSON string `bun:"mapping" json:"-"`
}

const sourceColumns = "id, name, department, area, protocol, address, auth, account, secret, every_s, limit_s, late_s, wait_s, size, overlap_s, repeats, mapping, paused, version, updated_at, demo, topics"

func seconds(s int64) time.Duration { return time.Duration(s) * time.Second }

// purpose binds a sealed secret to its source.
func (s *Source) purpose() string { return "connector/" + s.ID }

func (s *Source) unpack() error {
	s.HasSecret = s.Secret != ""
	if err := json.Unmarshal([]byte(s.MappingJSON), &s.Mapping); err != nil {
		return fmt.Errorf("mapping of connector %s: %w", s.ID, err)
	}
	if s.Mapping.Fields == nil {
		s.Mapping.Fields = []mapping.FieldRule{}
	}
	return nil
}

// Ids of sources name folders and stand in addresses.
var sourceID = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)

var headerName = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]{0,63}$`)

func invalid(field, zh, en string) error { return fail.Invalid("connector.source", zh, en).At(field) }

// check refuses a source that cannot work; see mapping.Check for its mapping.
func (s *System) check(ctx context.Context, src *Source) error {
	switch {
	case !sourceID.MatchString(src.ID):
		return invalid("id", "编号为 2 至 40 个小写字母、数字和连字符，以字母开头", "an id is 2 to 40 small letters, digits and hyphens and begins with a letter")
	case strings.TrimSpace(src.Name) == "":
		return invalid("name", "名称不能为空", "a name is needed")
	case src.Protocol == Pull && src.Limit < 2*src.Every:
		return invalid("limit_s", "失联时限至少为轮询间隔的两倍", "the time limit is at least twice the interval")
	case src.Protocol != Push && src.Auth == HMAC:
		return invalid("auth", "签名方式只用于对方推送", "a signature is for sources that push")
	case src.Protocol == Push && src.Auth != HMAC && src.Auth != Bearer:
		return invalid("auth", "对方推送须用签名或令牌", "who pushes needs a signature or a token")
	case src.Protocol == Push && src.Secret == "":
		return invalid("secret", "对方推送须设置密钥", "who pushes needs a secret")
	case src.Protocol == Push && src.Address != "":
		return invalid("address", "对方推送不填地址", "there is no address when the other side pushes")
	case src.Protocol == MQTT && src.Auth != NoAuth && src.Auth != Basic:
		return invalid("auth", "消息代理只用用户名和口令", "a broker takes a user and a password")
	case src.Protocol == MQTT && src.Limit > 0 && seconds(src.Limit) < 3*listenFor:
		return invalid("limit_s", "失联时限至少 60 秒", "the time limit is at least 60 seconds")
	case src.Auth == Basic && (src.Account == "" || strings.Contains(src.Account, ":")):
		return invalid("account", "请填写用户名（不含冒号）", "a user without a colon is needed")
	case src.Auth == Header && !headerName.MatchString(src.Account):
		return invalid("account", "请填写请求头名称", "the name of the header is needed")
	case src.Auth == Header && slices.Contains([]string{"host", "content-length", "transfer-encoding", "connection"}, strings.ToLower(src.Account)):
		return invalid("account", "不能使用这个请求头", "this header cannot be used")
	}
	if _, ok := s.Register.Areas().Find(src.Area); !ok {
		return invalid("area", "没有这个区划", "there is no such area")
	}
	if src.Mapping.Target == mapping.Element {
		if _, err := s.Register.Kinds().Find(src.Mapping.Kind); err != nil {
			return invalid("mapping.kind", "没有这种要素类型", "there is no such kind")
		}
	}
	if err := src.Mapping.Check(); err != nil {
		return err
	}
	switch src.Protocol {
	case Pull:
		_, err := s.Outward.Check(ctx, fill(*src, State{}))
		return err
	case MQTT:
		if err := checkTopics(src.topics()); err != nil {
			return err
		}
		_, err := s.Outward.CheckBroker(ctx, src.Address)
		return err
	}
	return nil
}
