//! What is said in the English calls. All of it is invented.

use super::phrases::{Phrases, Topic};

pub(super) const PHRASES: Phrases = Phrases {
    is_english: true,
    names: &[
        "Ruth Adeyemi",
        "Tom Beck",
        "Priya Nair",
        "Owen Clarke",
        "Maria Santos",
        "Jack Doyle",
        "Hannah Weiss",
        "Luis Ortega",
        "Grace Kim",
        "Peter Novak",
        "Aisha Khan",
        "Dan Murphy",
        "Ella Fraser",
        "Sam Okoro",
        "Nina Rossi",
        "Colin Hughes",
    ],
    places: &[
        "14 Mill Lane",
        "3 Station Road",
        "27 Orchard Close",
        "82 High Street",
        "5 Harbour View",
        "19 Queen's Walk",
        "61 Chapel Hill",
    ],
    products: &[
        "kettle",
        "router",
        "desk lamp",
        "tablet",
        "coffee machine",
        "headset",
        "vacuum",
    ],
    days: &[
        "today",
        "tomorrow",
        "on Thursday",
        "on Friday",
        "on Saturday",
    ],
    greetings: &[
        "Thank you for calling, this is {agent}. How can I help?",
        "Hello, you're through to customer care, my name is {agent}.",
        "Customer care, {agent} speaking. What can I do for you?",
    ],
    identifies: &[
        (
            "I'm sorry to hear that. Could I take the order number, please?",
            "Let me find it. Okay, {order}.",
        ),
        (
            "Let's get that fixed for you. May I have your name and phone number?",
            "Sure, {phone}, under {name}.",
        ),
        (
            "Thank you for telling us. Which number is the account under?",
            "It's {phone}, and my name is {name}.",
        ),
    ],
    confirms: &[
        (
            "Thank you, {name}. The address I have here is {place}, is that right?",
            "Yes, that's right.",
        ),
        (
            "Great, I have your account open now, {name}.",
            "Okay, good.",
        ),
        (
            "Thanks, I can see order {order} here in front of me.",
            "Yes, that's the one.",
        ),
    ],
    topics: &[
        Topic {
            queue: "broadband",
            opens: &[
                "My internet has been down since this morning and I work from home.",
                "Hi, the connection drops every evening around nine.",
                "I'm paying for the fast package and I can barely load a page.",
            ],
            steps: &[
                (
                    "What colour is the light on the front of the router?",
                    "It's red and it's blinking.",
                ),
                (
                    "Please unplug the router, count to ten, and plug it back in.",
                    "Right, done that.",
                ),
                (
                    "How many devices are connected at the moment?",
                    "Two phones and a laptop.",
                ),
                (
                    "I'm running a line test from here, it takes one minute.",
                    "Okay, I'll hold.",
                ),
                (
                    "The test is back and the signal on your line is low.",
                    "I thought so.",
                ),
                (
                    "I've moved you to another port. Please open a page now.",
                    "It opens, but it's slow.",
                ),
                (
                    "Please run a speed test on your phone, next to the router.",
                    "It says twenty.",
                ),
                (
                    "Has it dropped at other times of the day as well?",
                    "Only in the evening.",
                ),
            ],
            ends: &[
                (
                    "An engineer will be with you {day} at {clock} am, and he calls before he leaves.",
                    "That works for me.",
                ),
                (
                    "I'll ring you {day} at {clock} pm to check the speed with you.",
                    "Lovely, thanks.",
                ),
            ],
        },
        Topic {
            queue: "billing",
            opens: &[
                "I've been charged {amount} pounds and I don't recognise it.",
                "Hi, my bill is higher than last month and I changed nothing.",
                "I turned off the renewal and {amount} pounds still came out.",
            ],
            steps: &[
                (
                    "Which date do you see next to the charge?",
                    "The {number}th.",
                ),
                (
                    "Here is the breakdown: thirty for the plan and {amount} for an add-on.",
                    "I never ordered an add-on.",
                ),
                (
                    "The add-on was switched on in the app on the {number}th.",
                    "Oh, that was my son.",
                ),
                ("I've switched the add-on off, from this minute.", "Good."),
                (
                    "Would you like the bill by text or by mail?",
                    "Text is fine.",
                ),
                ("The text is on its way, do you see it?", "Yes, it's here."),
                ("Shall I put a PIN on purchases in the app?", "Yes please."),
                (
                    "The PIN is set. Each purchase asks for it from now on.",
                    "Perfect.",
                ),
            ],
            ends: &[
                (
                    "The {amount} pounds go back to your card by {clock} pm {day}.",
                    "Great, thank you.",
                ),
                (
                    "I've refunded it, and you'll see it within three working days.",
                    "Okay, thanks.",
                ),
            ],
        },
        Topic {
            queue: "delivery",
            opens: &[
                "My {product} was due on Monday and the tracking hasn't moved.",
                "It says my parcel was delivered, and it wasn't.",
                "You sent my {product} to the wrong address, to {place}.",
            ],
            steps: &[
                ("What is in the parcel?", "It's a {product}."),
                (
                    "I can see it reached the depot near you last night.",
                    "So why isn't it here?",
                ),
                (
                    "Is there a safe place or a locker by the door?",
                    "I checked, there's nothing.",
                ),
                (
                    "I have {place} as the delivery address. Is that correct?",
                    "Yes.",
                ),
                ("I'm calling the driver on the other line now.", "Alright."),
                (
                    "The driver has it in his van and your bell didn't ring.",
                    "The bell works fine.",
                ),
                (
                    "I've added your mobile number to the label for him.",
                    "Good idea.",
                ),
                ("Would you like it handed to you in person?", "Yes, please."),
            ],
            ends: &[
                (
                    "He'll be there {day} by {clock} pm and he rings ten minutes before.",
                    "I'll be in.",
                ),
                (
                    "I'm sending a new one {day}, and the number is in your inbox.",
                    "Fair enough.",
                ),
            ],
        },
        Topic {
            queue: "returns",
            opens: &[
                "The {product} I bought last week won't turn on.",
                "There's a scratch on my new {product} and I want a new one.",
                "I ordered white and you sent me a black {product}.",
            ],
            steps: &[
                ("When did it arrive?", "On the {number}th, I believe."),
                (
                    "Please hold the power button for five seconds.",
                    "Nothing, no light.",
                ),
                ("Do you have the box and the cable?", "Yes, all of it."),
                (
                    "Please add a photo of the scratch on the order page.",
                    "Done, I've sent it.",
                ),
                (
                    "Thank you, I see the scratch in the top corner.",
                    "That's it.",
                ),
                (
                    "Would you like your money back or a new one?",
                    "A new one, please.",
                ),
                (
                    "The exchange is booked, and we pay for the postage.",
                    "Great.",
                ),
                (
                    "Is {place} still the right place to collect it from?",
                    "Yes, it is.",
                ),
            ],
            ends: &[
                (
                    "The courier collects it {day} at {clock} am, and the new {product} leaves the same day.",
                    "That's quick, thanks.",
                ),
                (
                    "Your {amount} pounds are back on your card by {clock} pm {day}.",
                    "Okay, good.",
                ),
            ],
        },
    ],
    talk: &[
        ("One moment, I'm opening your notes now.", "Okay."),
        ("Thank you for holding, I have it here.", "Go ahead."),
        (
            "Let me read that back to you, so that I have it right.",
            "Yes, that's what happened.",
        ),
        (
            "Could you give me the last four digits again?",
            "It's {digits}.",
        ),
        (
            "I'm sorry you had to call three times. I'm staying on this one myself.",
            "I hope so.",
        ),
        ("Thanks for your patience, I'm nearly there.", "No rush."),
        ("Do you have your phone next to you?", "Yes, I do."),
        ("Would that work for you?", "Yes, it would."),
        ("What does the screen say now?", "It says done."),
        (
            "Your reference is {order}, if you want to note it.",
            "Got it.",
        ),
    ],
    look_alikes: &[
        (
            "I can't change the address on this one, so I'll cancel it and place a new order for you.",
            "Okay, do that.",
        ),
        (
            "It is our responsibility, and I'll put it right.",
            "I appreciate that.",
        ),
        ("You don't have to wait, I'm doing it now.", "Oh, great."),
        ("Of course, that's what I'm here for.", "You're very kind."),
        ("Is there any way you could send me a photo?", "Sure."),
        (
            "You did nothing wrong, the label was printed twice here.",
            "Good to hear.",
        ),
    ],
    slips: &[
        (
            "deny-responsibility",
            &[
                "That's not our fault.",
                "We are not responsible for that.",
                "Everything is fine at our end.",
            ],
        ),
        (
            "pass-the-buck",
            &[
                "That's not my department.",
                "You'll have to call the courier yourself.",
                "You need to contact the manufacturer.",
                "You'll have to sort that out yourself.",
            ],
        ),
        (
            "blame-customer",
            &[
                "You should have read the terms.",
                "You must have pressed the wrong button.",
                "You failed to update your card.",
            ],
        ),
        (
            "flat-refusal",
            &[
                "There's nothing we can do.",
                "That's not possible.",
                "We can't do that.",
            ],
        ),
        (
            "vague-timing",
            &[
                "We'll get to it some other day.",
                "You'll just have to wait.",
                "We'll sort it out when we have time.",
            ],
        ),
        (
            "vague-wording",
            &[
                "It should be fine.",
                "It's probably the cable.",
                "I think it's the server.",
            ],
        ),
        (
            "no-knowledge",
            &[
                "I don't know.",
                "I have no idea.",
                "I'm not sure about that.",
            ],
        ),
        (
            "impatient",
            &[
                "I already told you that.",
                "You need to calm down.",
                "I don't have time for this.",
            ],
        ),
        (
            "over-promise",
            &[
                "I guarantee it will work.",
                "This will never happen again.",
                "It will definitely be there.",
            ],
        ),
        (
            "policy-shield",
            &[
                "That's our policy.",
                "Rules are rules.",
                "The system won't let me.",
                "I don't have the authority to do that.",
            ],
        ),
        (
            "internal-exposure",
            &[
                "We're short-staffed.",
                "My colleague made a mistake.",
                "Our system is always down.",
            ],
        ),
        (
            "condescending",
            &[
                "It's really not that complicated.",
                "You don't understand how this works.",
                "It's common sense.",
            ],
        ),
    ],
    before_slips: &["", "", "Right, ", "Okay, ", "Well, "],
    displeased: &[
        "That doesn't help me at all.",
        "I've been a customer for six years.",
        "So what am I supposed to do now?",
        "Your colleague said something else yesterday.",
        "I just want to know when it gets fixed.",
    ],
    escalations: &[
        ("en/wants-a-manager", "I want to speak to your supervisor."),
        ("en/leaving", "Please cancel my account."),
        ("en/wants-a-manager", "I want to speak to a manager."),
        ("en/leaving", "I'll be taking my business elsewhere."),
    ],
    soothes: &[
        (
            "I'm sorry for all this trouble. My name is {agent} and I'm taking this on.",
            "Alright then.",
        ),
        (
            "I understand, and I've written down each point you made.",
            "Okay.",
        ),
    ],
    asks_more: &[
        (
            "Is there anything else I can do for you?",
            "No, that's all, thanks.",
        ),
        ("Anything else on your mind today?", "That's it, thank you."),
        ("Was there anything else?", "No, you've been great."),
    ],
    farewells: &[
        "Thank you for calling, have a lovely day.",
        "You're welcome. Goodbye.",
    ],
    bot_greetings: &["Hi, I'm the virtual assistant. I'm connecting you to one of our team."],
    fillers: &["um", "well", "so", "uh"],
    pauses: &["um", "uh"],
};
