// Package reach brings one message to many receivers, each by the first of several ways that works, with a proof for every
// one of them.
//
// A Job is one message with its texts; its receivers are found once, when it starts, by a Resolver of the owner. Each
// receiver has Steps: the channels to try, in order, each with an address and how long to wait for a receipt. A try is one
// receiver on one channel; the key of its table allows no second one, so nobody is tried twice by the same channel for the
// same job. The next channel is tried when the one before failed, gave no receipt in time, or has broken down.
//
// A try is claimed in a transaction before anything is sent, and told of in another one after. A process that dies between
// the two leaves it open whether the message went out. Then the channel is asked by the key of the try: what it has heard
// of is taken over, what it has not heard of is sent. A channel that cannot be asked, or does not answer in time, leaves
// the try uncertain: it is never repeated, and the next channel takes over. The states of receivers and of the tries of
// each channel add up to their numbers at every moment (Sums). The package knows no warning and no business noun.
package reach

import (
	"context"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"time"

	"anlan/internal/base/clock"
	"anlan/internal/base/fail"
	"anlan/internal/base/journal"
	"anlan/internal/base/notify"
	"anlan/internal/base/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

// State of a job, a receiver or a try.
type State string

// States of a job.
const (
	Starting State = "starting" // its receivers are not known yet
	Running  State = "running"
	Done     State = "done"    // nothing more will be tried
	Stopped  State = "stopped" // ended before its time: what was not sent stays unsent
)

// States of a receiver; also of a try Stopped.
const (
	Waiting     State = "waiting"     // being tried
	Reached     State = "reached"     // a channel gave a receipt
	Unconfirmed State = "unconfirmed" // handed over by at least one channel, and no receipt
	Failed      State = "failed"      // by no channel; also of a try
)

// States of a try, besides Failed and Stopped.
const (
	Queued    State = "queued"
	Claimed   State = "claimed" // about to be sent, or being sent
	Sent      State = "sent"
	Delivered State = "delivered"
	Answered  State = "answered"
	Uncertain State = "uncertain" // may have gone out; never repeated
)

// Step is one way to try: a channel, the address there, and how many seconds to wait for a receipt before the next one.
type Step struct {
	Channel string `json:"channel"`
	To      string `json:"to"`
	Wait    int    `json:"wait_s"`
}

// Receiver is who or what must be reached. Kind and Ref name it in its owner's words, once a job.
type Receiver struct {
	Job        string        `bun:"job" json:"-"`
	N          int64         `bun:"n" json:"n"`
	Kind       string        `bun:"kind" json:"kind"`
	Ref        string        `bun:"ref" json:"ref"`
	Name       string        `bun:"name" json:"name"`
	Area       string        `bun:"area" json:"area"`
	Lon        *float64      `bun:"lon" json:"lon"`
	Lat        *float64      `bun:"lat" json:"lat"`
	Steps      []Step        `bun:"-" json:"-"`
	Step       int64         `bun:"step" json:"step" doc:"how many channels were tried, the present one included"`
	State      State         `bun:"state" json:"state" enum:"waiting,reached,unconfirmed,failed,stopped"`
	ReachedBy  string        `bun:"reached_by" json:"reached_by" doc:"the channel whose receipt came first"`
	ReachedAt  clock.Instant `bun:"reached_at" json:"reached_at"`
	AnsweredAt clock.Instant `bun:"answered_at" json:"answered_at" doc:"when the person answered"`
	Tries      []Attempt     `bun:"-" json:"tries" nullable:"false"`

	StepsJSON string `bun:"steps" json:"-"`
}

const receiverColumns = "job, n, kind, ref, name, area, lon, lat, steps, step, state, reached_by, reached_at, answered_at"

// Attempt is one receiver on one channel.
type Attempt struct {
	Job      string        `bun:"job" json:"-"`
	Receiver int64         `bun:"receiver" json:"-"`
	Channel  string        `bun:"channel" json:"channel"`
	N        int64         `bun:"n" json:"n"`
	State    State         `bun:"state" json:"state" enum:"queued,claimed,sent,delivered,answered,failed,uncertain,stopped"`
	Detail   string        `bun:"detail" json:"detail" doc:"in the words of the carrier"`
	Plays    int64         `bun:"plays" json:"plays"`
	MadeAt   clock.Instant `bun:"made_at" json:"made_at"`
	SentAt   clock.Instant `bun:"sent_at" json:"sent_at"`
	DoneAt   clock.Instant `bun:"done_at" json:"done_at"`

	Node    string        `bun:"node" json:"-"`
	LeaseAt clock.Instant `bun:"lease_at" json:"-"`
	AskAt   clock.Instant `bun:"ask_at" json:"-"`
	DueAt   clock.Instant `bun:"due_at" json:"-"`
	changed bool
}

const tryColumns = "job, receiver, channel, n, state, detail, plays, node, made_at, lease_at, sent_at, ask_at, due_at, done_at"

// Key names a try to its channel: job, receiver and channel, with dots.
func (t Attempt) Key() string {
	return t.Job + "." + strconv.FormatInt(t.Receiver, 10) + "." + t.Channel
}

// parseKey is the reverse of Key.
func parseKey(key string) (job string, receiver int64, channel string, ok bool) {
	parts := strings.Split(key, ".")
	if len(parts) != 3 {
		return "", 0, "", false
	}
	n, err := strconv.ParseInt(parts[1], 10, 64)
	return parts[0], n, parts[2], err == nil && n > 0
}

// Content is what goes out by one channel.
type Content struct {
	Subject string          `json:"subject,omitempty"`
	Text    string          `json:"text"`
	Data    json.RawMessage `json:"data,omitempty"`
}

// Job is one message. Texts are by channel; "" is for those that have none of their own. Subject is the object that it is
// about; Detail is the owner's, for its Resolver. After Until nothing is tried any more.
type Job struct {
	ID         string             `bun:"id" json:"id"`
	Subject    string             `bun:"subject" json:"subject"`
	Area       string             `bun:"area" json:"area"`
	Title      string             `bun:"title" json:"title"`
	Texts      map[string]Content `bun:"-" json:"-"`
	State      State              `bun:"state" json:"state" enum:"starting,running,done,stopped"`
	Receivers  int64              `bun:"receivers" json:"receivers"`
	StartedAt  clock.Instant      `bun:"started_at" json:"started_at"`
	Until      clock.Instant      `bun:"until_at" json:"until"`
	DoneAt     clock.Instant      `bun:"done_at" json:"done_at"`
	StoppedWhy string             `bun:"stopped_why" json:"stopped_why"`

	Detail    string `bun:"detail" json:"-"`
	TextsJSON string `bun:"texts" json:"-"`
}

const jobColumns = "id, subject, area, title, texts, detail, state, receivers, started_at, until_at, done_at, stopped_why"

// Way is a channel and what it can do. Asks: it can be asked what became of a message. Repeat, when not 0: a message
// without a receipt is given to it again under the same key, which the device drops; so it must never ring twice. AtOnce
// is how many messages are under way at once, 16 when 0. Patience is how long it may be broken before its receivers go on
// to their next channel, 20 s when 0. Separate: every address is a server of its own, so one that does not answer says
// nothing of the others, and its receiver goes on at once.
type Way struct {
	Channel  notify.Channel
	Asks     bool
	Separate bool
	Repeat   time.Duration
	AtOnce   int
	Patience time.Duration
}

// Resolver finds the receivers of a job, in the transaction that starts it. Receivers without a step count as failed.
type Resolver func(ctx context.Context, tx *store.Tx, j Job) ([]Receiver, error)

// Options is what the engine needs. Ways are asked for on every turn, so that they may be changed while it runs. Ended, if
// set, is told in the same transaction that a job has come to its end. Node is the name of this server, the same after a
// restart.
type Options struct {
	DB      *store.DB
	Clock   clock.Clock
	Journal *journal.Journal
	Log     *slog.Logger
	Node    string
	Ways    func() map[string]Way
	Resolve Resolver
	Ended   func(ctx context.Context, tx *store.Tx, j Job, s Sums) error
}

// Engine carries the jobs.
type Engine struct {
	Options
	wake chan struct{}

	mu     sync.Mutex
	busy   map[string]bool          // job and channel that are being worked on
	flying map[string]bool          // keys of tries that this process is sending
	asked  map[string]clock.Instant // of tries that a dead process left, when they may be asked about again
	down   map[string]clock.Instant // channels that do not answer, since when
	probe  map[string]clock.Instant // when a channel that is down is tried next
	pumps  sync.WaitGroup
}

// Open brings the tables up to date. Nothing runs before Run.
func Open(ctx context.Context, o Options) (*Engine, error) {
	sub, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	if err := o.DB.Migrate(ctx, "reach", sub); err != nil {
		return nil, err
	}
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return &Engine{Options: o, wake: make(chan struct{}, 1), busy: map[string]bool{}, flying: map[string]bool{}, asked: map[string]clock.Instant{}, down: map[string]clock.Instant{}, probe: map[string]clock.Instant{}}, nil
}

var machine = journal.Actor{ID: "machine:reach", Name: "自动发布"}

// Start begins a job; its receivers are found a moment after the commit. An id may not hold a dot.
func (e *Engine) Start(ctx context.Context, tx *store.Tx, j Job) error {
	if j.ID == "" || strings.Contains(j.ID, ".") {
		return fail.Invalid("reach.id", "任务编号不能为空或含有点号", "the id of a job holds no dot and is not empty").At("id")
	}
	texts, err := json.Marshal(j.Texts)
	if err != nil {
		return fmt.Errorf("start job %s: %w", j.ID, err)
	}
	_, err = tx.NewRaw("INSERT INTO reach_job ("+jobColumns+") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		j.ID, j.Subject, j.Area, j.Title, string(texts), j.Detail, string(Starting), 0, clock.Now(e.Clock), j.Until, clock.Instant{}, "").Exec(ctx)
	if err != nil {
		return fmt.Errorf("start job %s: %w", j.ID, err)
	}
	tx.AfterCommit(e.poke)
	return nil
}

func (e *Engine) poke() {
	select {
	case e.wake <- struct{}{}:
	default:
	}
}
