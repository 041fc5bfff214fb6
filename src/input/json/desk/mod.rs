//! Help desks and chats.
